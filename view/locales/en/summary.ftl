# What a quarterly summary says, in sentences.

summary-no-reports = No report was received from any of the { $of } enterprises of which one was expected; there are no figures of this quarter.
summary-below-target = { $value } enterprises have been enrolled, of { $of } planned for the year.
summary-reporting-rose = { $value } of the expected reports were received, up from { $of } in the quarter before.
summary-reporting-fell = { $value } of the expected reports were received, down from { $of } in the quarter before.
summary-most-improved = { $indicator }: { $value } of { $of } enterprises improved since their baseline.
summary-worsened = { $indicator }: the median change since baseline of { $of } enterprises is { $value }, for the worse.
summary-low-coverage = { $indicator }: known of { $value } of { $of } enterprises only.
summary-alerts = Alerts opened: { $value }. Advisory visits held: { $of }.
summary-silent = { $value } of { $of } enterprises sent no answer in the whole quarter.
summary-highlights-none = No figure stands out in this quarter.
summary-difference-rate = Reports received: { $before } → { $after } ({ $n_before } → { $n_after } of { $expected } months)
summary-difference-level = { $indicator }: { $before } → { $after } ({ $n_before } → { $n_after } of { $expected } enterprises)
summary-difference-median = { $indicator }, median change since baseline: { $before } → { $after } ({ $n_before } → { $n_after } of { $expected } enterprises)
summary-difference-improved = { $indicator }, share improved: { $before } → { $after } ({ $n_before } → { $n_after } of { $expected } enterprises)
