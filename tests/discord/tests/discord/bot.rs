//! A bot that says what it is told, right or wrong.

use reqwest::Method;
use serde_json::Value;
use sportello_discord_server::{Channel, DiscordServer, Guild, Id, Pending, Person};

use crate::serenity_client::http_client;

/// The bot, and the server it talks to.
pub struct Bot {
    pub discord: DiscordServer,
    client: reqwest::Client,
}

/// What was answered.
#[derive(Debug)]
pub struct Answered {
    pub status: u16,
    pub body: Value,
    pub headers: reqwest::header::HeaderMap,
}

impl Answered {
    /// Discord's code of an error.
    pub fn code(&self) -> u64 {
        self.body["code"].as_u64().unwrap_or_default()
    }

    /// Status and code.
    pub fn refusal(&self) -> (u16, u64) {
        (self.status, self.code())
    }

    /// The id of what was made.
    pub fn id(&self) -> Id {
        self.body["id"].as_str().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no id: {self:?}"))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }
}

impl Bot {
    pub async fn new() -> Self {
        let discord = DiscordServer::start().await;
        let client = http_client(&discord);
        Self { discord, client }
    }

    /// With a guild, a channel and somebody in it.
    pub async fn in_guild() -> (Self, Guild, Channel, Person) {
        let bot = Self::new().await;
        let guild = bot.discord.guild("Uni");
        let help = guild.text_channel("help");
        let mia = guild.member("mia");
        (bot, guild, help, mia)
    }

    pub async fn try_call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> reqwest::Result<Answered> {
        let url = format!("https://discord.com/api/v10{path}");
        let mut request = self.client.request(method, url);
        request = request.header("authorization", format!("Bot {}", self.discord.token()));
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        Self::read(request.send().await?).await
    }

    async fn read(response: reqwest::Response) -> reqwest::Result<Answered> {
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let bytes = response.bytes().await?;
        let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
        Ok(Answered { status, body, headers })
    }

    async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answered {
        self.try_call(method, path, body).await.expect("an answer")
    }

    pub async fn get(&self, path: &str) -> Answered {
        self.call(Method::GET, path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answered {
        self.call(Method::POST, path, Some(&body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Answered {
        self.call(Method::PATCH, path, Some(&body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Answered {
        self.call(Method::PUT, path, Some(&body)).await
    }

    pub async fn put_nothing(&self, path: &str) -> Answered {
        self.call(Method::PUT, path, None).await
    }

    pub async fn delete(&self, path: &str) -> Answered {
        self.call(Method::DELETE, path, None).await
    }

    /// Says something in a channel.
    pub async fn says(&self, channel: impl Into<Id>, body: Value) -> Answered {
        self.post(&format!("/channels/{}/messages", channel.into()), body).await
    }

    /// Answers an interaction.
    pub async fn answers(&self, to: &Pending, body: Value) -> Answered {
        self.post(&format!("/interactions/{}/{}/callback", to.id(), to.token()), body).await
    }

    /// Registers commands everywhere.
    pub async fn registers(&self, commands: Value) -> Answered {
        self.put(&format!("/applications/{}/commands", self.discord.bot()), commands).await
    }

    /// Says something with files.
    pub async fn uploads(
        &self,
        channel: impl Into<Id>,
        payload: &Value,
        files: &[(&str, usize)],
    ) -> Answered {
        let mut form =
            format!("--x\r\ncontent-disposition: form-data; name=\"payload_json\"\r\n\r\n{payload}\r\n");
        for (n, (name, size)) in files.iter().enumerate() {
            form += &format!(
                "--x\r\ncontent-disposition: form-data; name=\"files[{n}]\"; filename=\"{name}\"\r\n\r\n"
            );
            form += &"a".repeat(*size);
            form += "\r\n";
        }
        form += "--x--\r\n";
        let url = format!("https://discord.com/api/v10/channels/{}/messages", channel.into());
        let request = self.client.post(url).header("authorization", format!("Bot {}", self.discord.token()));
        let request = request.header("content-type", "multipart/form-data; boundary=x").body(form);
        Self::read(request.send().await.expect("an answer")).await.expect("an answer")
    }

    /// Fetches a file by its link.
    pub async fn fetches(&self, url: &str) -> (u16, Vec<u8>) {
        let response = self.client.get(url).send().await.expect("an answer");
        (response.status().as_u16(), response.bytes().await.expect("a file").to_vec())
    }
}
