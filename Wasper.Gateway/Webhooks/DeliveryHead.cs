namespace Wasper.Gateway.Webhooks;

/// <summary>All that is kept of a request but its body.</summary>
internal sealed record DeliveryHead
{
    public required string Flow { get; init; }

    public required DeliveryKey? Key { get; init; }

    public required DateTimeOffset Received { get; init; }

    public required string Method { get; init; }

    /// <summary>Path and query as the sender wrote them.</summary>
    public required string Target { get; init; }

    public required string Scheme { get; init; }

    /// <summary>The sender's address as the app is told it; empty where there is none.</summary>
    public required string Client { get; init; }

    /// <summary>As they came, one entry for each value.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; }

    /// <summary>Whether there was a body at all, be it an empty one.</summary>
    public required bool HasBody { get; init; }
}
