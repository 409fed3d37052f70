using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Holding;

/// <summary>The section <c>Gateway:Hold</c>: requests wait while the app is down or restarting.</summary>
internal sealed record HoldOptions
{
    /// <summary>A restart of the app takes 8 to 10 s (spec/activepieces.md); browsers and most senders have gone after 30.</summary>
    private const int DefaultSeconds = 30;

    private const int DefaultRequests = 1000;

    /// <summary>How long a request waits before it gets 503; zero where none shall wait.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>How many may wait at once. Bodies stay with their senders, so each costs little more than its connection.</summary>
    public required int MaxRequests { get; init; }

    public bool Enabled => Limit > TimeSpan.Zero;

    public static HoldOptions Read(SectionReader section) => new()
    {
        Limit = TimeSpan.FromSeconds(section.Number("Seconds", DefaultSeconds, 0, 3600)),
        MaxRequests = section.Number("MaxRequests", DefaultRequests, 1, 100_000),
    };
}
