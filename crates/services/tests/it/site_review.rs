//! Tickets of site builds as people review them: edited, ordered, brought up to date.

use crate::builder::Builder;
use contract::{
    commands::{ChangeNeed, MoveTicket, ResetTicket, SettleProposal, TicketFilter},
    views::TicketOrigin,
};
use domain::failure::Category;
use testkit::{Person, Setup, story};

#[tokio::test]
async fn hand_written_tickets_keep_their_text_when_the_sheets_change() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let maja = Builder::with_tickets(&maja).await;
        let ticket = maja.ticket("Article").await;
        maja.edit(&ticket, &ticket.ticket.title, "Mine.").await.unwrap();
        let stale = maja.edit(&ticket, "Other", "Theirs.").await.unwrap_err();
        assert_eq!(stale.code, "site_ticket.changed_elsewhere");
        let count = maja.review(None).await.counts.all;

        let more = "Name,Machine name,X,Type,Description\n\
            Article,article,c,Content type,For news\n\
            Page,page,x,Content type,\n\
            Tags,tags,a,Vocabulary,\n";
        maja.sheet("Bundles.csv", more).await;
        assert!(maja.review(None).await.outdated);
        maja.make().await.unwrap();
        let review = maja.review(None).await;
        assert!(!review.outdated && review.counts.all < count, "{review:?}");
        let ticket = maja.review(Some(ticket.ticket.id)).await.open.unwrap();
        assert_eq!((ticket.body.as_str(), ticket.ticket.origin), ("Mine.", TicketOrigin::Person));
        assert!(ticket.proposal.as_ref().unwrap().contains("Article"));
        let settle = SettleProposal { ticket: ticket.ticket.id, version: ticket.ticket.version, take: true };
        let Person { use_cases, caller, principal, .. } = maja.who;
        use_cases.site_tickets.settle(caller, principal, settle).await.unwrap();
        let ticket = maja.review(Some(ticket.ticket.id)).await.open.unwrap();
        assert!(ticket.body.contains("Article") && ticket.proposal.is_none());
    })
    .await;
}

#[tokio::test]
async fn nobody_waits_for_themselves_and_nobody_sees_what_is_not_theirs() {
    story(Setup::new(), async |app| {
        let (maja, ada) = (app.member("mkeller").await, app.member("alovelace").await);
        let builder = Builder::with_tickets(&maja).await;
        let fields = builder.ticket("Configure").await;
        let (ticket, need) = (fields.after[0].id, fields.ticket.id);
        let Person { use_cases, caller, principal, .. } = &maja;
        let circle = ChangeNeed { ticket, need, remove: false };
        let refused = use_cases.site_tickets.need(caller, principal, circle).await.unwrap_err();
        assert_eq!(refused.code, "site_ticket.circle");
        assert!(refused.of_field("need").unwrap().contains('→'), "{refused:?}");
        let other = fields.before[0].0;
        let add = ChangeNeed { ticket: fields.ticket.id, need: other, remove: false };
        use_cases.site_tickets.need(caller, principal, add).await.unwrap();
        let with = builder.review(Some(fields.ticket.id)).await.open.unwrap();
        assert!(with.after.iter().any(|need| need.id == other && need.because.is_empty()));

        let Person { use_cases, caller, principal, .. } = &ada;
        let theirs = use_cases.site_tickets.need(caller, principal, add).await.unwrap_err();
        assert_eq!(theirs.category, Category::NotFound);
        let review =
            use_cases.site_tickets.review(principal, builder.id, TicketFilter::default(), None).await;
        assert_eq!(review.unwrap_err().category, Category::NotFound);
        let view = use_cases.site_tickets.export_view(principal, builder.id).await;
        assert_eq!(view.unwrap_err().category, Category::NotFound);
        let file = use_cases.site_tickets.file(principal, builder.id, "csv").await;
        assert_eq!(file.unwrap_err().category, Category::NotFound);
    })
    .await;
}

#[tokio::test]
async fn a_ticket_moves_within_its_group_and_takes_the_text_of_its_rows_again() {
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let builder = Builder::with_tickets(&maja).await;
        let Person { use_cases, caller, principal, .. } = &maja;
        let order = async || {
            let tickets = builder.review(None).await.tickets;
            tickets.into_iter().map(|ticket| (ticket.id, ticket.group)).collect::<Vec<_>>()
        };
        let before = order().await;
        let (first, second) = (before[0].0, before[1].0);
        assert_eq!(before[0].1, before[1].1, "of one group");
        let up = |ticket| MoveTicket { to: None, ticket, up: true };
        use_cases.site_tickets.shift(caller, principal, up(second)).await.unwrap();
        assert_eq!(order().await[..2], [before[1].clone(), before[0].clone()]);
        // At the top it stays where it is.
        use_cases.site_tickets.shift(caller, principal, up(second)).await.unwrap();
        assert_eq!(order().await[0].0, second);
        // To where another one of its group stands, in both directions; in another group there is no place for it.
        let to = |ticket, to| MoveTicket { ticket, up: false, to: Some(to) };
        let now = order().await;
        let of_group: Vec<_> =
            now.iter().filter(|(_, group)| *group == now[0].1).map(|(id, _)| *id).collect();
        let [one, two, three, ..] = of_group[..] else { panic!("{now:?}") };
        let moved =
            async |ticket, place| use_cases.site_tickets.shift(caller, principal, to(ticket, place)).await;
        moved(one, three).await.unwrap();
        let ids = async || order().await.into_iter().take(3).map(|(id, _)| id).collect::<Vec<_>>();
        assert_eq!(ids().await, [two, three, one]);
        moved(one, two).await.unwrap();
        assert_eq!(ids().await, [one, two, three]);
        if let Some((other, _)) = now.iter().find(|(_, group)| *group != now[0].1) {
            assert_eq!(moved(one, *other).await.unwrap_err().category, Category::NotFound);
        }
        moved(second, one).await.unwrap();

        let ticket = builder.review(Some(first)).await.open.unwrap();
        builder.edit(&ticket, "Mine", "Mine.").await.unwrap();
        let stale = ResetTicket { ticket: first, version: ticket.ticket.version };
        let refused = use_cases.site_tickets.reset(caller, principal, stale).await.unwrap_err();
        assert_eq!(refused.code, "site_ticket.changed_elsewhere");
        let edited = builder.review(Some(first)).await.open.unwrap();
        let reset = ResetTicket { ticket: first, version: edited.ticket.version };
        use_cases.site_tickets.reset(caller, principal, reset).await.unwrap();
        let again = builder.review(Some(first)).await.open.unwrap();
        assert_eq!((again.body, again.ticket.title), (ticket.body, ticket.ticket.title));
    })
    .await;
}

#[tokio::test]
async fn what_waits_for_what_is_drawn_for_its_owner_only() {
    story(Setup::new(), async |app| {
        let (maja, ada) = (app.member("mkeller").await, app.member("alovelace").await);
        let builder = Builder::with_tickets(&maja).await;
        let graph = maja.use_cases.site_tickets.graph(&maja.principal, builder.id, "").await.unwrap();
        assert!(!graph.edges.is_empty() && !graph.narrowed && graph.cut == 0, "{graph:?}");
        for (first, then) in &graph.edges {
            let [first, then] = [first, then].map(|at| &graph.nodes[*at as usize]);
            assert!(first.column < then.column, "{first:?} {then:?}");
        }
        let row = graph.rows.iter().find(|row| row.title.contains("Configure")).unwrap();
        assert!(row.after.iter().any(|title| title.contains("Create")), "{row:?}");
        let all = usize::try_from(builder.review(None).await.counts.all).unwrap();
        assert_eq!(graph.nodes.len() + graph.alone as usize, all);

        let part = graph.groups[0].0.as_str();
        let narrow = maja.use_cases.site_tickets.graph(&maja.principal, builder.id, part).await.unwrap();
        assert_eq!(narrow.group.as_deref(), Some(part));
        let unknown = maja.use_cases.site_tickets.graph(&maja.principal, builder.id, "Nothing").await;
        let theirs = ada.use_cases.site_tickets.graph(&ada.principal, builder.id, "").await;
        for refused in [unknown, theirs] {
            assert_eq!(refused.unwrap_err().category, Category::NotFound);
        }
    })
    .await;
}
