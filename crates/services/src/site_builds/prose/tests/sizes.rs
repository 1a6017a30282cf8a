//! How much is sent, and what it is expected to cost.

use super::*;
use crate::site_builds::prose::estimate::Estimate;
use settings::Prices;
use std::fmt::Write as _;

#[test]
fn a_huge_ticket_is_asked_about_in_bounds_and_says_what_is_left_out() {
    let mut fields = String::from("Bundle,Field label,Machine name,X,Field type,Notes\n");
    for number in 0..900 {
        let _ = writeln!(
            fields,
            "Article (Content type),Label {number},field_{number},a,Boolean,{}",
            "long ".repeat(200)
        );
    }
    let files = [("Bundles.csv", BUNDLES), ("Fields.csv", &fields)];
    let facts = with_ticket(&files, "fields of Article", |spec, ticket, plan| {
        let description = "d".repeat(100_000);
        Facts::of(Site { name: "x", description: &description }, spec, ticket, plan)
    });
    assert!(facts.question.chars().count() < 18_000, "{}", facts.question.len());
    assert!(facts.question.contains("more rows)"), "{}", facts.question);
    assert!(facts.names.strange_words("`field_899`").is_empty(), "what is cut may be named");
}

#[test]
fn an_estimate_counts_every_ticket_with_the_prompt_and_the_operators_prices() {
    let files = [("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)];
    let prices = Prices { prompt_per_million: 2.0, completion_per_million: 8.0, currency: "EUR".to_owned() };
    let prompt = shipped();
    with_ticket(&files, "Article", |spec, _, plan| {
        let of = |tickets: &[Ticket], prices, measured_ms| {
            estimate(SITE, spec, plan, tickets, Rates { prompt: &prompt, prices, measured_ms })
        };
        let (one, all) =
            (of(&plan.tickets[..1], Some(&prices), None), of(&plan.tickets, Some(&prices), None));
        assert_eq!((one.calls, all.calls), (1, 3));
        assert!(all.prompt_tokens > 2 * one.prompt_tokens && one.prompt_tokens > 500, "{one:?} {all:?}");
        assert!(all.completion_tokens > one.completion_tokens && one.seconds_each >= 2);
        let micros = 2 * all.prompt_tokens + 8 * all.completion_tokens;
        assert!(all.price().is_some_and(|price| price.ends_with(" EUR")));
        let cost = all.cost.unwrap();
        assert_eq!((cost.micros, cost.currency.as_str()), (micros, "EUR"));
        assert_eq!(of(&plan.tickets, None, Some(2_100)).seconds_each, 3);
        assert_eq!(of(&[], None, None), Estimate::default());
    });
}

#[tokio::test]
async fn an_estimate_is_what_is_then_sent() {
    let facts = facts();
    let model = Scripted::answering(&[good()]);
    written(&model, &facts).await.unwrap();
    let sent = llm::tokens::estimate_request(&model.asked()[0]);
    let files = [("Bundles.csv", BUNDLES), ("Fields.csv", FIELDS)];
    let prompt = shipped();
    with_ticket(&files, "fields of Article", |spec, ticket, plan| {
        let rates = Rates { prompt: &prompt, prices: None, measured_ms: None };
        assert_eq!(estimate(SITE, spec, plan, [ticket], rates).prompt_tokens, sent);
    });
}
