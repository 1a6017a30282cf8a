use super::App;
use leptos::{config::LeptosOptions, prelude::*};
use leptos_meta::MetaTags;

/// The document around every page. Scripts carry the request's nonce; there are no inline styles.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = super::theme::of_request();
    let style = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="application-name" content=super::app_name()/>
                <meta name="color-scheme" content="light dark"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="preload" href="/inter.woff2" r#as="font" r#type="font/woff2" crossorigin="anonymous"/>
                <link rel="stylesheet" href=style/>
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body class="min-h-screen bg-base-200 font-sans text-base-content">
                <App/>
            </body>
        </html>
    }
}
