namespace Wasper.Gateway.Acme;

/// <summary>An issuer that could not or would not help. The message is one sentence that names the issuer or the domain, and the cause.</summary>
internal sealed class AcmeException(AcmeFailure failure, string message, Exception? innerException = null) : Exception(message, innerException)
{
    public AcmeFailure Failure { get; } = failure;

    /// <summary>What the issuer said; null where it said nothing that could be read.</summary>
    public AcmeProblem? Problem { get; init; }

    /// <summary>How long the issuer asks to wait.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The names whose validation failed, or that the issuer complained about; empty where it was about none in particular.</summary>
    public IReadOnlyList<string> Names { get; init; } = [];
}
