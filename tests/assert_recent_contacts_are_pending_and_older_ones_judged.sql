-- Whether a contact was resolved is known after the follow-up days, not before and not later.
select
    metrics.property_id,
    metrics.channel,
    metrics.agent_group,
    metrics.service_date
from {{ ref('fct_service_metrics_daily') }} as metrics
cross join {{ ref('int_data_coverage') }} as coverage
where case
        when cast(metrics.service_date + {{ var('service_follow_up_days') }} as date)
            <= coverage.as_of_date then metrics.first_contact_pending_count > 0
        else metrics.first_contact_count > 0
            or metrics.first_contact_resolution_rate is not null
    end
