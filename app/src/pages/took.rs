/// How long something took, from milliseconds: `340 ms`, `4 s`, `1 min 12 s`, `2 h 3 min`.
pub(crate) fn took(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    match seconds {
        0 => format!("{milliseconds} ms"),
        1..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::took;

    #[test]
    fn durations_read_like_a_person_says_them() {
        for (milliseconds, words) in
            [(0, "0 ms"), (999, "999 ms"), (4_200, "4 s"), (72_000, "1 min 12 s"), (7_380_000, "2 h 3 min")]
        {
            assert_eq!(took(milliseconds), words);
        }
    }
}
