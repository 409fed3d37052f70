using Wasper.Gateway.Headers.Page;
using Wasper.Gateway.Headers.Policy;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Headers;

/// <summary>Keeps the policy in step with the app's page.</summary>
internal sealed partial class PagePolicy
{
    /// <summary>Former pages whose scripts still run. While an app of several instances is upgraded, both versions answer for some time; a page that comes
    /// back, as after a rollback, needs no look first.</summary>
    private const int PagesKept = 3;

    private readonly ContentSecurityPolicyOptions _options;
    private readonly ILogger<PagePolicy> _logger;
    private readonly List<PageNeeds> _pages = [];
    private volatile PageHeaders _headers;

    public PagePolicy(ContentSecurityPolicyOptions options, AppPage page, ILogger<PagePolicy> logger)
    {
        (_options, _logger) = (options, logger);
        _headers = new PageHeaders(options, PolicyText.ForPages(options, _pages));
        page.Changed += change => Follow(change.Now);
    }

    /// <summary>The headers of a page that is answered now.</summary>
    public PageHeaders Headers => _headers;

    // One change at a time: AppPage sees to it.
    private void Follow(AppPageVersion page)
    {
        var needs = PageNeeds.Of(page.Html.Span);
        _pages.Insert(0, needs);
        if (_pages.Count > PagesKept)
        {
            _pages.RemoveAt(PagesKept);
        }

        _headers = new PageHeaders(_options, PolicyText.ForPages(_options, _pages));
        if (_options.Mode is PolicyMode.Off)
        {
            return;
        }

        Log.Written(_logger, needs.ScriptHashes.Count, needs.Scripts.Count + needs.Styles.Count);
        if (needs.Handlers.Count > 0)
        {
            Log.Refused(_logger, string.Join(", ", needs.Handlers.Distinct().Take(10)));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "The Content-Security-Policy follows the app's page: {Inline} inline scripts, {Foreign} files of other hosts")]
        public static partial void Written(ILogger logger, int inline, int foreign);

        [LoggerMessage(LogLevel.Warning, "The app's page has scripts in attributes ({Places}), which no hash allows: browsers refuse them. "
            + "If something on the page does not work, allow them with Gateway:ContentSecurityPolicy:Sources:script-src:0='unsafe-inline'.")]
        public static partial void Refused(ILogger logger, string places);
    }
}
