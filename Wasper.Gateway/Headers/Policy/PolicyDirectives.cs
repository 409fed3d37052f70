using System.Collections.Immutable;

namespace Wasper.Gateway.Headers.Policy;

/// <summary>What the app's user interface needs. Measured on Activepieces 0.71.2 in a browser (spec/gateway.md); what goes beyond that says why.</summary>
/// <remarks>What is left out on purpose: <c>https://join.activepieces.com/pr/js</c>, a script of a referral programme without which everything works,
/// and the hosts of the app's telemetry, which the stack turns off. A script of somebody else would see every credential a user types.</remarks>
internal static class PolicyDirectives
{
    public const string Default = "default-src";
    public const string Script = "script-src";
    public const string Style = "style-src";
    public const string FrameAncestors = "frame-ancestors";

    /// <summary>In the order in which they are written.</summary>
    public static readonly ImmutableArray<(string Name, ImmutableArray<string> Sources)> All =
    [
        (Default, ["'self'"]),

        // The page stays blank without eval. The hashes of its inline scripts are added.
        (Script, ["'self'", "'unsafe-eval'"]),
        (Style, ["'self'", "'unsafe-inline'"]),

        // Pictures of any host, not of cdn.activepieces.com alone: pieces name the address of their logo, and chats, forms and notes show what flows send.
        ("img-src", ["'self'", "data:", "blob:", "https:"]),
        ("media-src", ["'self'", "data:", "blob:", "https:"]),
        ("font-src", ["'self'", "data:"]),

        // The sign-in of the app's own OAuth clients. A fetch of data: or blob: leaves the page for nowhere.
        ("connect-src", ["'self'", "data:", "blob:", "https://secrets.activepieces.com"]),
        ("worker-src", ["'self'", "blob:"]),

        // Videos in help dialogs.
        ("frame-src", ["'self'", "blob:", "https://www.youtube.com", "https://www.youtube-nocookie.com"]),
        ("object-src", ["'none'"]),
        ("base-uri", ["'self'"]),
        ("form-action", ["'self'"]),
        (FrameAncestors, ["'self'"]),
    ];

    /// <summary>Those that an operator may add sources to. Who may frame the app is a setting of its own, as it takes another header along.</summary>
    public static readonly ImmutableArray<string> Extensible = [.. All.Select(directive => directive.Name).Where(name => name != FrameAncestors)];
}
