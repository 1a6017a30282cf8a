//! Sharing story points out.

/// The smallest difference between estimates, per point.
const CENTS: f32 = 100.0;
/// Steps in which points are shared out, the largest that works: whole points, halves, quarters, …
const STEPS: [u32; 6] = [100, 50, 25, 10, 5, 1];

/// Shares `total` out among as many as there are `weights`, in proportion to them, none above `most`; in whole points
/// where that works. `None` when they cannot hold it.
pub(super) fn share(total: f32, most: Option<f32>, weights: &[f32]) -> Option<Vec<f32>> {
    let count = u32::try_from(weights.len()).ok().filter(|count| *count > 0)?;
    let total = cents(total.max(0.0), f32::round);
    let most = most.map_or(total, |most| cents(most.max(0.0), |cents| (cents + 0.01).floor()));
    let holds = |step: u32| {
        total.is_multiple_of(step) && u64::from(most / step * step) * u64::from(count) >= u64::from(total)
    };
    let everybody_gets_one = |step: &u32| total / step >= count;
    let step = STEPS
        .into_iter()
        .filter(|step| holds(*step))
        .find(everybody_gets_one)
        .or_else(|| STEPS.into_iter().find(|step| holds(*step)))?;
    let (units, cap) = (total / step, most / step);
    let first = u32::from(units >= count);
    let mut given = vec![first; weights.len()];
    let sum: f32 = weights.iter().map(|weight| weight.max(0.01)).sum();
    for _ in 0..units - first * count {
        // Whoever is furthest from their share; the first of equals.
        let mut best: Option<(usize, f32)> = None;
        for (at, weight) in weights.iter().enumerate().filter(|(at, _)| given[*at] < cap) {
            let lacking = weight.max(0.01) / sum * as_f32(units) - as_f32(given[at]);
            if best.is_none_or(|(_, most)| lacking > most + 1e-4) {
                best = Some((at, lacking));
            }
        }
        given[best?.0] += 1;
    }
    Some(given.into_iter().map(|units| as_f32(units * step) / CENTS).collect())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "points are between 0 and `limits::POINTS`"
)]
fn cents(points: f32, round: fn(f32) -> f32) -> u32 {
    round(points * CENTS) as u32
}

#[expect(clippy::cast_precision_loss, reason = "at most a hundred thousand")]
const fn as_f32(number: u32) -> f32 {
    number as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_points_where_they_work_and_halves_where_not() {
        assert_eq!(share(8.0, Some(3.0), &[1.0, 1.0, 1.0]).unwrap(), [3.0, 3.0, 2.0]);
        assert_eq!(share(8.0, Some(3.0), &[3.0, 3.0, 3.0, 1.0]).unwrap(), [3.0, 2.0, 2.0, 1.0]);
        assert_eq!(share(5.0, Some(2.5), &[1.0, 1.0]).unwrap(), [2.5, 2.5]);
        assert_eq!(share(1.0, Some(3.0), &[1.0, 1.0]).unwrap(), [0.5, 0.5]);
        assert_eq!(share(13.0, None, &[10.0, 1.0]).unwrap(), [12.0, 1.0]);
        assert_eq!(share(0.0, Some(3.0), &[1.0, 1.0]).unwrap(), [0.0, 0.0]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(share(8.0, Some(3.0), &[1.0, 1.0]), None);
        assert_eq!(share(8.0, Some(3.0), &[]), None);
    }
}
