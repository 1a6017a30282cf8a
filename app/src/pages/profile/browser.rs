/// A browser and its system, from what it calls itself. Browsers name their ancestors too, so the order counts.
pub(super) fn words(user_agent: Option<&str>) -> String {
    let Some(name) = user_agent else { return "Unknown browser".to_owned() };
    let first = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| name.contains(mark)).map(|(_, words)| *words)
    };
    let browser = first(&[
        ("Edg/", "Edge"),
        ("OPR/", "Opera"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("HeadlessChrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
    ]);
    let system = first(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(browser), None) => browser.to_owned(),
        (None, _) => name.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn browsers_are_named_as_people_know_them() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36";
        assert_eq!(words(Some(chrome)), "Chrome on Linux");
        assert_eq!(words(Some(&format!("{chrome} Edg/142.0.0.0"))), "Edge on Linux");
        let safari = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15";
        assert_eq!(words(Some(safari)), "Safari on macOS");
        assert_eq!(words(Some("curl/8.14")), "curl/8.14");
        assert_eq!(words(None), "Unknown browser");
    }
}
