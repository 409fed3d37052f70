using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Protection;

/// <summary>The section <c>Gateway:RateLimit</c>: how many requests a client may send. Off unless set.</summary>
internal sealed record RateLimitOptions
{
    /// <summary>A page of the app loads some 50 files at once.</summary>
    private const int DefaultBurst = 200;

    private const int DefaultSignInBurst = 5;

    /// <summary>All requests of one client; null for no limit.</summary>
    public required Rate? Requests { get; init; }

    /// <summary>Attempts of one client to sign in or up; null for no limit but the app's own.</summary>
    public required Rate? SignIn { get; init; }

    /// <summary>Whether webhooks count among the requests. Their senders come from a few addresses, and few of them try again.</summary>
    public required bool CountsWebhooks { get; init; }

    public static RateLimitOptions Read(SectionReader section) => new()
    {
        Requests = Rate(section, "RequestsPerMinute", "Burst", DefaultBurst),
        SignIn = Rate(section, "SignInsPerMinute", "SignInBurst", DefaultSignInBurst),
        CountsWebhooks = section.Flag("Webhooks", false),
    };

    private static Rate? Rate(SectionReader section, string key, string burstKey, int defaultBurst)
    {
        var perMinute = section.Number(key, 0, 0, 1_000_000);
        var burst = section.Number(burstKey, defaultBurst, 1, 1_000_000);
        return perMinute == 0 ? null : new Rate(perMinute, burst);
    }
}
