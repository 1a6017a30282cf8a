//! The tables, the same on both databases: the columns of `migrations/`.

diesel::table! {
    users (id) {
        id -> Text,
        site -> Text,
        employee_id -> Text,
        employee_key -> Text,
        name -> Text,
        name_key -> Text,
        email -> Nullable<Text>,
        email_key -> Nullable<Text>,
        jira_url -> Text,
        role -> Text,
        password_hash -> Text,
        wrapped_key -> Text,
        avatar_type -> Nullable<Text>,
        avatar -> Nullable<Binary>,
        disabled_at -> Nullable<BigInt>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    user_sessions (id) {
        id -> Text,
        user_id -> Text,
        token_hash -> Text,
        created_at -> BigInt,
        idle_until -> BigInt,
        ends_at -> BigInt,
        last_seen_at -> BigInt,
        address -> Text,
        ended_at -> Nullable<BigInt>,
        user_agent -> Nullable<Text>,
    }
}

diesel::table! {
    pending_registrations (id) {
        id -> Text,
        cookie_hash -> Text,
        payload -> Text,
        confirmed -> Bool,
        created_at -> BigInt,
        expires_at -> BigInt,
    }
}

diesel::table! {
    sign_in_counters (scope, key) {
        scope -> Text,
        key -> Text,
        window_start -> BigInt,
        window_end -> BigInt,
        count -> BigInt,
    }
}

diesel::table! {
    connections (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        provider -> Nullable<Text>,
        url -> Text,
        sealed_secret -> Text,
        secret_hint -> Text,
        status -> Text,
        tested_at -> Nullable<BigInt>,
        success -> Nullable<Text>,
        failure -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        account -> Nullable<Text>,
        ca_pem -> Nullable<Text>,
        verify_tls -> Bool,
        revealed_session -> Nullable<Text>,
        revealed_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    ui_preferences (user_id, key) {
        user_id -> Text,
        key -> Text,
        value -> Text,
    }
}

diesel::table! {
    audit_log (id) {
        id -> Text,
        user_id -> Nullable<Text>,
        at -> BigInt,
        kind -> Text,
        subject -> Nullable<Text>,
        outcome -> Text,
        request_id -> Nullable<Text>,
        address -> Nullable<Text>,
        duration_ms -> Nullable<BigInt>,
        detail -> Text,
    }
}

diesel::table! {
    background_jobs (id) {
        id -> Text,
        user_id -> Text,
        kind -> Text,
        payload_version -> Integer,
        payload -> Text,
        lane -> Text,
        state -> Text,
        code -> Nullable<Text>,
        failure -> Nullable<Text>,
        dedupe_key -> Nullable<Text>,
        run_at -> BigInt,
        attempts -> Integer,
        fence -> Integer,
        owner -> Nullable<Text>,
        beat -> BigInt,
        cancel_at -> Nullable<BigInt>,
        checkpoint -> Nullable<Text>,
        checkpoint_bytes -> BigInt,
        question_id -> Nullable<Text>,
        trace -> Nullable<Text>,
        created_at -> BigInt,
        started_at -> Nullable<BigInt>,
        finished_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    job_events (job_id, fence, n) {
        job_id -> Text,
        user_id -> Text,
        fence -> Integer,
        n -> Integer,
        kind -> Text,
        payload -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    job_answers (job_id, question_id) {
        job_id -> Text,
        user_id -> Text,
        question_id -> Text,
        question -> Text,
        fields -> Text,
        asked_at -> BigInt,
        answer -> Nullable<Text>,
        answered_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    drafts (id) {
        id -> Text,
        user_id -> Text,
        form_id -> Text,
        requirement -> Text,
        kind -> Text,
        format -> Text,
        project -> Text,
        status -> Text,
        content -> Text,
        origins -> Text,
        version -> Integer,
        title -> Text,
        search_key -> Text,
        job_id -> Nullable<Text>,
        failure -> Nullable<Text>,
        issue_key -> Nullable<Text>,
        issue_url -> Nullable<Text>,
        issue_at -> Nullable<BigInt>,
        issue_transport -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        revise -> Nullable<Text>,
        proposals -> Nullable<Text>,
        parent -> Nullable<Text>,
        answers -> Nullable<Text>,
        split -> Nullable<Text>,
        part_of -> Nullable<Text>,
        part -> Nullable<Integer>,
        template -> Nullable<Text>,
        explanation -> Nullable<Text>,
        site_ticket -> Nullable<Text>,
        ticket_version -> Nullable<Integer>,
        ticket_draft -> Nullable<Integer>,
    }
}

diesel::table! {
    create_screens (user_id, project, kind) {
        user_id -> Text,
        project -> Text,
        kind -> Text,
        screen -> Text,
        answers -> Nullable<Text>,
        fetched_at -> BigInt,
    }
}

diesel::table! {
    draft_revisions (id) {
        id -> Text,
        draft_id -> Text,
        user_id -> Text,
        version -> Integer,
        content -> Text,
        origins -> Text,
        reason -> Text,
        created_at -> BigInt,
        instructions -> Nullable<Text>,
    }
}

diesel::table! {
    approvals (id) {
        id -> Text,
        draft_id -> Text,
        user_id -> Text,
        operation_id -> Text,
        version -> Integer,
        sha256 -> Text,
        payload -> Binary,
        fields -> Text,
        description -> Text,
        transport -> Text,
        created_at -> BigInt,
        withdrawn_at -> Nullable<BigInt>,
        similar_issues -> Nullable<Text>,
        bypassed -> Nullable<Text>,
    }
}

diesel::table! {
    issue_statuses (user_id, issue_key) {
        user_id -> Text,
        issue_key -> Text,
        status -> Nullable<Text>,
        done -> Bool,
        told_at -> Nullable<BigInt>,
        asked_at -> BigInt,
    }
}

diesel::table! {
    rule_sets (id) {
        id -> Text,
        user_id -> Text,
        project -> Text,
        kind -> Text,
        rules -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    failures (id) {
        id -> Text,
        user_id -> Text,
        subject -> Text,
        code -> Text,
        failure -> Text,
        created_at -> BigInt,
        resolved_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    prompts (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        body -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        kind -> Text,
        deleted_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    draft_prompts (draft_id) {
        draft_id -> Text,
        user_id -> Text,
        kind -> Text,
        system -> Bool,
        name -> Text,
        body -> Text,
    }
}

diesel::table! {
    draft_contexts (draft_id, place) {
        draft_id -> Text,
        user_id -> Text,
        place -> Integer,
        name -> Text,
        title -> Text,
        url -> Text,
        body -> Text,
        cut -> Bool,
    }
}

diesel::table! {
    model_calls (id) {
        id -> Text,
        user_id -> Text,
        draft_id -> Nullable<Text>,
        job_id -> Text,
        step -> Text,
        provider -> Text,
        model -> Text,
        prompt_tokens -> BigInt,
        completion_tokens -> BigInt,
        estimated -> Bool,
        first_token_ms -> Nullable<BigInt>,
        duration_ms -> BigInt,
        cost_micros -> Nullable<BigInt>,
        currency -> Nullable<Text>,
        outcome -> Text,
        sent -> Text,
        answer -> Text,
        at -> BigInt,
        build_id -> Nullable<Text>,
    }
}

diesel::table! {
    token_usage (user_id, day) {
        user_id -> Text,
        day -> Integer,
        calls -> BigInt,
        tokens -> BigInt,
    }
}

diesel::table! {
    tool_cache (user_id, source) {
        user_id -> Text,
        source -> Text,
        tools -> Text,
        refreshed_at -> BigInt,
        stale -> Bool,
    }
}

diesel::table! {
    tool_definitions (source, name, hash) {
        source -> Text,
        name -> Text,
        hash -> Text,
        definition -> Text,
        server -> Text,
        state -> Text,
        first_seen_at -> BigInt,
        last_seen_at -> BigInt,
        decided_by -> Nullable<Text>,
        decided_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    projects (user_id, key) {
        user_id -> Text,
        key -> Text,
        name -> Text,
        may_create -> Bool,
        checked_at -> Nullable<BigInt>,
        label -> Nullable<Text>,
        favourite -> Bool,
        listed -> Bool,
    }
}

diesel::table! {
    project_lists (user_id) {
        user_id -> Text,
        refreshed_at -> Nullable<BigInt>,
        tried_at -> BigInt,
        stale -> Bool,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    export_operations (id) {
        id -> Text,
        user_id -> Text,
        subject -> Text,
        item -> Text,
        kind -> Text,
        state -> Text,
        fence -> Integer,
        deadline_at -> Nullable<BigInt>,
        sent_at -> Nullable<BigInt>,
        batch -> Nullable<Text>,
        label -> Nullable<Text>,
        payload_sha256 -> Text,
        issue_key -> Nullable<Text>,
        issue_id -> Nullable<Text>,
        failure -> Nullable<Text>,
        attempts -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    site_builds (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        description -> Text,
        granularity -> Text,
        version -> Integer,
        created_at -> BigInt,
        updated_at -> BigInt,
        deleted_at -> Nullable<BigInt>,
        target -> Nullable<Text>,
        made_from -> Nullable<Integer>,
        prose_job -> Nullable<Text>,
        export_job -> Nullable<Text>,
        exported_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    site_tickets (id) {
        id -> Text,
        build_id -> Text,
        user_id -> Text,
        plan_key -> Text,
        position -> Integer,
        heading -> Text,
        category -> Text,
        title -> Text,
        body -> Text,
        rows_sha256 -> Text,
        proposal -> Nullable<Text>,
        origin -> Text,
        note -> Nullable<Text>,
        minutes -> Integer,
        wave -> Integer,
        removes -> Bool,
        ready -> Bool,
        version -> Integer,
        payload -> Nullable<Binary>,
        payload_sha256 -> Nullable<Text>,
        refused -> Nullable<Text>,
        fixes -> Text,
        created_at -> BigInt,
        updated_at -> BigInt,
        fields -> Text,
        fields_version -> Integer,
        sprint_state -> Nullable<Text>,
        source_rows -> Text,
        newer_rows -> Nullable<Text>,
    }
}

diesel::table! {
    site_ticket_updates (ticket_id) {
        ticket_id -> Text,
        user_id -> Text,
        operation_id -> Text,
        way -> Text,
        state -> Text,
        seen_sha256 -> Text,
        theirs -> Nullable<Text>,
        body -> Text,
        payload -> Binary,
        payload_sha256 -> Text,
        failure -> Nullable<Text>,
        looked_at -> BigInt,
    }
}

diesel::table! {
    site_ticket_needs (ticket_id, need_id) {
        ticket_id -> Text,
        need_id -> Text,
        user_id -> Text,
        because -> Text,
        link -> Text,
        failure -> Nullable<Text>,
    }
}

diesel::table! {
    sheet_files (id) {
        id -> Text,
        build_id -> Text,
        user_id -> Text,
        position -> Integer,
        name -> Text,
        content -> Binary,
        choices -> Text,
    }
}

diesel::table! {
    api_tokens (id) {
        id -> Text,
        user_id -> Text,
        name -> Text,
        token_hash -> Text,
        token_hint -> Text,
        scopes -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        last_used_at -> Nullable<BigInt>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, user_sessions, audit_log, background_jobs);
diesel::allow_tables_to_appear_in_same_query!(users, connections);
diesel::allow_tables_to_appear_in_same_query!(users, api_tokens);
diesel::allow_tables_to_appear_in_same_query!(site_tickets, site_ticket_needs);
diesel::allow_tables_to_appear_in_same_query!(site_tickets, site_ticket_updates);
