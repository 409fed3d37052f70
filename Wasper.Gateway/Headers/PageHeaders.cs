using Microsoft.Extensions.Primitives;
using Wasper.Gateway.Headers.Policy;

namespace Wasper.Gateway.Headers;

/// <summary>The headers of a page that depend on its scripts and on the settings, written once and used for every answer until the page changes.</summary>
internal sealed class PageHeaders
{
    private readonly StringValues _enforced;
    private readonly StringValues _reportOnly;
    private readonly StringValues _reportTo;
    private readonly bool _replaces;
    private readonly bool _framedByXFrameOptions;

    /// <param name="policy">The policy of the pages.</param>
    public PageHeaders(ContentSecurityPolicyOptions options, string policy)
    {
        Policy = policy;
        _replaces = options.Mode is not PolicyMode.Off;
        _framedByXFrameOptions = options.FrameAncestors.Count == 0;
        _reportTo = _replaces && options.ReportUri is { } address ? $"{PolicyText.ReportGroup}=\"{address}\"" : default(StringValues);
        _reportOnly = options.Mode is PolicyMode.ReportOnly ? policy : default(StringValues);

        // Browsers know nothing of frames in a policy that only reports, and one header must keep strangers out.
        _enforced = options.Mode is PolicyMode.Enforce ? policy
            : _framedByXFrameOptions ? default(StringValues)
            : PolicyText.ForFrames(options);
    }

    public string Policy { get; }

    /// <summary>Puts the policy in place of the app's own, if there is one, and lifts X-Frame-Options where other sites may frame the app: it knows
    /// no list of them.</summary>
    public void Apply(IHeaderDictionary headers)
    {
        if (_replaces)
        {
            headers.ContentSecurityPolicy = _enforced;
            headers.ContentSecurityPolicyReportOnly = _reportOnly;
            headers["Reporting-Endpoints"] = _reportTo;
        }
        else if (_enforced.Count > 0)
        {
            headers.Append("Content-Security-Policy", _enforced);
        }

        if (!_framedByXFrameOptions)
        {
            headers.Remove("X-Frame-Options");
        }
    }
}
