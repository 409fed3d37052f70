namespace Wasper.Gateway.Acme.Renewal;

/// <summary>What went wrong since the last certificate arrived; empty after one that covers every name.</summary>
internal sealed record FailureHistory
{
    /// <summary>Orders in a row that failed with every issuer.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>The last failure's share of chance, from 0 to 1.</summary>
    public double Random { get; init; }

    public string? LastError { get; init; }

    public DateTimeOffset? LastErrorAt { get; init; }

    /// <summary>Preflights in a row that kept an order from being placed.</summary>
    public int PreflightFailures { get; init; }

    public DateTimeOffset? PreflightFailedAt { get; init; }

    /// <summary>Failed validations in a row: each lets the next order prove control in another way, where there is one.</summary>
    public int FailedValidations { get; init; }

    /// <summary>The names that the last order failed over.</summary>
    public IReadOnlyList<string> FailedNames { get; init; } = [];

    /// <summary>When own back-off ends.</summary>
    public DateTimeOffset? WaitsUntil(Urgency urgency)
    {
        var order = FailedAt + BackOff.AfterOrders(Failures, urgency, Random);
        var preflight = PreflightFailedAt + BackOff.AfterPreflights(PreflightFailures, Random);
        return order is null || preflight > order ? preflight : order;
    }

    public FailureHistory WithPreflightFailure(string error, DateTimeOffset now, double random) => this with
    {
        PreflightFailures = PreflightFailures + 1,
        PreflightFailedAt = now,
        Random = random,
        LastError = error,
        LastErrorAt = now,
    };

    public FailureHistory WithFailure(string error, IReadOnlyList<string> failedNames, DateTimeOffset now, double random) => this with
    {
        Failures = Failures + 1,
        FailedAt = now,
        Random = random,
        LastError = error,
        LastErrorAt = now,
        PreflightFailures = 0,
        PreflightFailedAt = null,
        FailedValidations = failedNames.Count > 0 ? FailedValidations + 1 : 0,
        FailedNames = failedNames,
    };

    /// <summary>An operator wants no more waiting; what the failures have taught stays.</summary>
    public FailureHistory WithoutWaiting() => this with { FailedAt = null, PreflightFailedAt = null };
}
