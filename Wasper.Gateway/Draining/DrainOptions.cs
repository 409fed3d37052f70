using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Draining;

/// <summary>The section <c>Gateway:Drain</c>: how the gateway stops. What starts it has to give it <see cref="StopLimit"/> (compose: <c>stop_grace_period</c>).</summary>
internal sealed record DrainOptions
{
    /// <summary>As long as the app's own synchronous webhooks may take (spec/activepieces.md).</summary>
    private const int DefaultSeconds = 30;

    /// <summary>For the answers to requests that have come to the end of the drain, and for the last lines of the access log.</summary>
    private static readonly TimeSpan _lastWords = TimeSpan.FromSeconds(2);

    /// <summary>How long the health says 503 while requests are still taken, so that a load balancer that watches it stops sending them first. Zero where
    /// none does: then this would be time for nothing.</summary>
    public required TimeSpan Notice { get; init; }

    /// <summary>How long requests under way may take to finish, from when no more are accepted.</summary>
    public required TimeSpan Limit { get; init; }

    /// <summary>How long stopping takes at most.</summary>
    public TimeSpan StopLimit => Notice + Limit + _lastWords;

    public static DrainOptions Read(SectionReader section) => new()
    {
        Notice = TimeSpan.FromSeconds(section.Number("NoticeSeconds", 0, 0, 300)),
        Limit = TimeSpan.FromSeconds(section.Number("Seconds", DefaultSeconds, 0, 3600)),
    };
}
