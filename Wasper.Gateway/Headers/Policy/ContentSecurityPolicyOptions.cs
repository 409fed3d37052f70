using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Headers.Policy;

/// <summary>The section <c>Gateway:ContentSecurityPolicy</c>.</summary>
internal sealed record ContentSecurityPolicyOptions
{
    /// <summary>Enforced where nothing else is set: the policy was measured on the app's pages (spec/gateway.md) and follows their scripts from version to
    /// version, so that a page that works without it works with it; and one that only reports protects nobody.</summary>
    public required PolicyMode Mode { get; init; }

    /// <summary>Sources on top of those the app needs, by directive.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Sources { get; init; }

    /// <summary>Sites that may show the app in a frame, besides the app itself.</summary>
    public required IReadOnlyList<string> FrameAncestors { get; init; }

    /// <summary>Whether pages that flows answer with are cut off from the app: they keep their scripts, but cannot read the session of a user of the
    /// app, nor their own cookies and storage. Off where nothing is set, because such a page may need these.</summary>
    public required bool IsolateWebhookPages { get; init; }

    /// <summary>Where browsers report what the policy refuses; null for nowhere.</summary>
    public required string? ReportUri { get; init; }

    public static ContentSecurityPolicyOptions Read(SectionReader section) => new()
    {
        Mode = section.Choice("Mode", "enforce", "enforce", "report-only", "off") switch
        {
            "off" => PolicyMode.Off,
            "report-only" => PolicyMode.ReportOnly,
            _ => PolicyMode.Enforce,
        },
        Sources = ReadSources(section.Child("Sources")),
        FrameAncestors = Valid(section, "FrameAncestors", PolicySource.IsAddress, "is not a site: write it as https://example.com"),
        IsolateWebhookPages = section.Flag("IsolateWebhookPages", fallback: false),
        ReportUri = ReadReportUri(section),
    };

    // Under the directive's own name, and under one that a shell takes in a variable: connect-src, ConnectSrc.
    private static Dictionary<string, IReadOnlyList<string>> ReadSources(SectionReader section) => PolicyDirectives.Extensible.ToDictionary(
        directive => directive,
        IReadOnlyList<string> (directive) => [.. SourcesAt(section, directive), .. SourcesAt(section, directive.Replace("-", "", StringComparison.Ordinal))]);

    private static List<string> SourcesAt(SectionReader section, string key) => Valid(
        section, key, PolicySource.IsAny, "is not a source of a policy: write it as https://example.com, 'sha256-…', data: or 'unsafe-inline'");

    private static List<string> Valid(SectionReader section, string key, Func<string, bool> isValid, string remedy)
    {
        var entries = section.List(key);
        foreach (var (entry, value) in entries.Where(entry => !isValid(entry.Value)))
        {
            section.Fail(entry, value, remedy);
        }

        return [.. entries.Select(entry => entry.Value)];
    }

    private static string? ReadReportUri(SectionReader section)
    {
        // The parsed form: no space, quote or semicolon in it that would end the directive.
        var value = section.Text("ReportUri");
        if (value is null || (Uri.TryCreate(value, UriKind.Absolute, out var uri) && uri.Scheme == "https" && !value.AsSpan().ContainsAny(" ;,\"\\")))
        {
            return value;
        }

        section.Fail("ReportUri", value, "is not an address that browsers report to: write it as https://example.com/reports");
        return null;
    }
}
