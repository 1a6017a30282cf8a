//! Exports where Jira limits how fast it is asked. `EXPORT_TICKETS` makes it larger, and `EXPORT_TIMED` holds the time it
//! took against the least that the limits allow (`scripts/export_speed.sh`).

use crate::{builder::Builder, site_export_faults::sheets};
use serde_json::json;
use std::time::{Duration, Instant};
use testkit::{Setup, story};

/// What Jira lets a person do: so many requests at once, and so many more in every interval.
struct Rate {
    limit: usize,
    fill: usize,
    seconds: u32,
}

#[tokio::test]
async fn an_export_keeps_to_the_limits_and_loses_no_time_over_them() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let tickets = number("EXPORT_TICKETS").unwrap_or(80);
    let rate = Rate { limit: (tickets / 8).max(8), fill: (tickets / 8).max(8), seconds: 2 };
    story(Setup::new(), async |app| {
        let maja = app.member("mkeller").await;
        let (bundles, fields) = sheets(tickets / 2);
        let maja = Builder::with_sheets(&maja, &[("Bundles.csv", &bundles), ("Fields.csv", &fields)]).await;
        maja.make().await.unwrap();
        maja.all_ready().await;
        maja.target("CLINIC").await.unwrap();
        maja.check().await.unwrap();
        let sha256 = maja.view().await.checked.unwrap().sha256;

        let before = app.sandbox.ledger_end();
        let Rate { limit, fill, seconds } = rate;
        app.sandbox.set_rate_limit(json!({"limit": limit, "fill": fill, "seconds": seconds})).unwrap();
        let begun = Instant::now();
        let job = maja.export(&sha256).await.unwrap().job;
        maja.who.watch(job).await;
        let took = begun.elapsed();
        let view = maja.view().await;
        assert_eq!((view.progress.created as usize, view.progress.linked as usize), (tickets, tickets / 2));

        let asked: Vec<_> = app
            .sandbox
            .requests_after(before)
            .into_iter()
            .filter(|request| request["service"] == "jira")
            .collect();
        let refused = asked.iter().filter(|request| request["status"] == 429).count();
        let intervals = (asked.len() - refused).saturating_sub(limit).div_ceil(fill);
        let least = Duration::from_secs(intervals as u64 * u64::from(seconds));
        println!(
            "{tickets} tickets: {} requests, {refused} refused, {:.2} s where the limits allow {:.2} s",
            asked.len(),
            took.as_secs_f64(),
            least.as_secs_f64(),
        );
        assert!(refused * 100 <= asked.len(), "{refused} of {} were too early", asked.len());
        if number("EXPORT_TIMED").is_some() {
            assert!(took <= least.mul_f64(1.10) + Duration::from_secs(1), "{took:?}, at best {least:?}");
        }
    })
    .await;
}
