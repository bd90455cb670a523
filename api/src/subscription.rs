//! What can be listened to.
//!
//! A subscription is a query that is asked again at each piece of news: `live` executes it
//! with what was [`Heard`], as whom the listener is by then, and these fields look the rows
//! up like any other, by what the listener may see. News of anything else says nothing.

use async_graphql::{Context, Result, Subscription};
use entity::{news::Topic, scope::Scope};
use futures_util::{Stream, stream};
use uuid::Uuid;

use crate::{
    context::Asks,
    error::{Code, refused},
    noun::{
        alert::{Alert, AlertKey},
        data_request::DataRequestKey,
        message::{Message, links::MessageKey},
        province,
        report::{Report, links::ReportKey},
    },
};

/// The rows of which there is news, each once.
#[derive(Debug, Default)]
pub(crate) struct Heard(pub(crate) Vec<Uuid>);

/// The kind of news that the field `name` is about; none where there is no such field.
pub(crate) fn topic_of(name: &str) -> Option<Topic> {
    match name {
        "reportSubmitted" => Some(Topic::ReportSubmitted),
        "messageChanged" => Some(Topic::MessageChanged),
        "alertOpened" => Some(Topic::AlertOpened),
        _ => None,
    }
}

/// The root of every subscription.
pub(crate) struct Subscriptions;

/// What can be listened to, over a WebSocket. You hear of what you may see, and of nothing else.
#[Subscription(name = "Subscription")]
impl Subscriptions {
    /// The newest version of a report, when it was submitted: figures, or nothing to report.
    async fn report_submitted(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of enterprises of this province: its code, `ID-JK` and the like.")]
        province: Option<String>,
    ) -> Result<impl Stream<Item = Report>> {
        may_listen(ctx)?;
        let province = known(ctx, province).await?;
        let loader = &ctx.asked().loader;
        let mut requests = loader
            .load_many(heard(ctx).iter().copied().map(DataRequestKey))
            .await?;
        let mut reports = loader
            .load_many(heard(ctx).iter().copied().map(ReportKey))
            .await?;
        let answers = heard(ctx).iter().filter_map(|id| {
            let request = requests.remove(&DataRequestKey(*id))?;
            let wanted = is_in(province.as_deref(), &request.province_code);
            let version = reports.remove(&ReportKey(*id)).filter(|_| wanted)?;
            Some(Report::from((version, request)))
        });
        Ok(stream::iter(answers.collect::<Vec<_>>()))
    }

    /// A message, when it was queued, sent, given up or otherwise came to stand elsewhere;
    /// not when a worker takes it in hand.
    async fn message_changed(&self, ctx: &Context<'_>) -> Result<impl Stream<Item = Message>> {
        may_listen(ctx)?;
        let keys = heard(ctx).iter().copied().map(MessageKey);
        let mut found = ctx.asked().loader.load_many(keys).await?;
        let messages = heard(ctx)
            .iter()
            .filter_map(|id| found.remove(&MessageKey(*id)));
        Ok(stream::iter(
            messages.map(Message::from).collect::<Vec<_>>(),
        ))
    }

    /// An alert, when a rule was hit at an enterprise.
    async fn alert_opened(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only of enterprises of this province: its code, `ID-JK` and the like.")]
        province: Option<String>,
    ) -> Result<impl Stream<Item = Alert>> {
        may_listen(ctx)?;
        let province = known(ctx, province).await?;
        let keys = heard(ctx).iter().copied().map(AlertKey);
        let mut found = ctx.asked().loader.load_many(keys).await?;
        let alerts = heard(ctx)
            .iter()
            .filter_map(|id| found.remove(&AlertKey(*id)));
        let wanted = alerts.filter(|alert| is_in(province.as_deref(), &alert.province_code));
        Ok(stream::iter(wanted.map(Alert::from).collect::<Vec<_>>()))
    }
}

fn heard<'a>(ctx: &Context<'a>) -> &'a [Uuid] {
    ctx.data_opt::<Heard>().map_or(&[], |heard| &heard.0)
}

/// Whoever could never hear anything is told so, instead of being left to wait.
fn may_listen(ctx: &Context<'_>) -> Result<()> {
    let asked = ctx.asked();
    match asked.scope() {
        Scope::Admin | Scope::Manager { .. } | Scope::Trainer { .. } => Ok(()),
        _ if asked.requester.account.is_none() => Err(refused(
            Code::Unauthenticated,
            "Sign in with a token to listen to news.",
        )),
        _ => Err(refused(
            Code::Forbidden,
            "There is no news that your account may hear; ask the programme office.",
        )),
    }
}

/// The code of the province that is asked for, if there is such a one.
async fn known(ctx: &Context<'_>, province: Option<String>) -> Result<Option<String>> {
    if let Some(code) = &province {
        province::named(ctx, code.clone()).await?;
    }
    Ok(province)
}

fn is_in(asked: Option<&str>, province: &str) -> bool {
    asked.is_none_or(|code| code == province)
}
