namespace Wasper.Gateway.Acme.Limits;

/// <summary>What became of an order.</summary>
internal enum AttemptOutcome
{
    /// <summary>It runs, or the gateway died over it: it counts as everything it may have become.</summary>
    Unknown,

    Issued,

    Failed,
}
