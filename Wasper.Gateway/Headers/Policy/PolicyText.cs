using Wasper.Gateway.Headers.Page;

namespace Wasper.Gateway.Headers.Policy;

/// <summary>Writes a Content-Security-Policy.</summary>
internal static class PolicyText
{
    private const string UnsafeInline = "'unsafe-inline'";
    private const string Nothing = "'none'";

    /// <summary>The policy of the app's pages.</summary>
    /// <param name="pages">What the present page and the former ones need. Without any the scripts of the page are not known, and all inline scripts are
    /// allowed: a page that works is worth more than a directive.</param>
    public static string ForPages(ContentSecurityPolicyOptions options, IReadOnlyCollection<PageNeeds> pages)
    {
        var directives = PolicyDirectives.All.Select(directive => (directive.Name, Sources: Sources(directive.Name, directive.Sources, options, pages)))
            .Select(directive => $"{directive.Name} {string.Join(' ', directive.Sources)}");
        return string.Join("; ", options.ReportUri is { } address ? [.. directives, $"report-uri {address}", $"report-to {ReportGroup}"] : directives);
    }

    /// <summary>The name of the reports' destination in <c>Reporting-Endpoints</c>.</summary>
    public const string ReportGroup = "csp";

    /// <summary>Who may frame a page, and nothing else.</summary>
    public static string ForFrames(ContentSecurityPolicyOptions options) =>
        $"{PolicyDirectives.FrameAncestors} {string.Join(' ', ["'self'", .. options.FrameAncestors])}";

    private static IEnumerable<string> Sources(
        string directive, IEnumerable<string> own, ContentSecurityPolicyOptions options, IReadOnlyCollection<PageNeeds> pages)
    {
        IEnumerable<string> added = directive == PolicyDirectives.FrameAncestors ? options.FrameAncestors : options.Sources[directive];
        var ofPages = directive switch
        {
            PolicyDirectives.Style => pages.SelectMany(page => page.Styles),
            PolicyDirectives.Script when pages.Count == 0 => [UnsafeInline],

            // A browser that finds a hash ignores the keyword: an operator who set it wants it to count.
            PolicyDirectives.Script when added.Contains(UnsafeInline) => pages.SelectMany(page => page.Scripts),
            PolicyDirectives.Script => pages.SelectMany(page => page.ScriptHashes.Concat(page.Scripts)),
            _ => [],
        };
        var all = own.Concat(ofPages).Concat(added).Distinct(StringComparer.Ordinal).ToList();
        return all.Count == 1 ? all : all.Where(source => source != Nothing);
    }
}
