using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Wasper.Tests.Gateway.Headers;

/// <summary>What browsers are told about each kind of answer.</summary>
public sealed class AnswerHeadersTests
{
    private const string Policy = "Content-Security-Policy";
    private const string ReportOnly = "Content-Security-Policy-Report-Only";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_FirstOneEver_RunsItsOwnInlineScript()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/flows/some-id");

        var directives = Header(answer, Policy).Split("; ");
        Assert.Contains($"script-src 'self' 'unsafe-eval' {HashOf("one")}", directives);
        Assert.Contains("frame-ancestors 'self'", directives);
        Assert.Contains("object-src 'none'", directives);
        Assert.DoesNotContain(ReportOnly, Names(answer));
        Assert.Equal("same-origin-allow-popups", Header(answer, "Cross-Origin-Opener-Policy"));
        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.Equal("strict-origin-when-cross-origin", Header(answer, "Referrer-Policy"));
        Assert.Contains("camera=()", Header(answer, "Permissions-Policy"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("https://portal.example")]
    public async Task Page_OverHttp2_HasTheHeadersItHasOverHttp11(params string[] frameAncestors)
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            app.Port, [.. frameAncestors.Select((site, i) => ($"ContentSecurityPolicy:FrameAncestors:{i}", site))]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/")
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };

        using var old = await GetAsync(gateway, "/");
        using var answer = await gateway.Client.SendAsync(request, Cancelled);

        Assert.Equal(HttpVersion.Version20, answer.Version);
        Assert.Empty(Names(old).Except(["Transfer-Encoding", "Connection"]).Except(Names(answer), StringComparer.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Page_OfANewVersion_RunsItsScriptsAndThoseOfTheFormerOnes()
    {
        var version = "1";
        await using var app = await UpstreamApp.StartAsync(context => Page(context, version));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        foreach (var next in (string[])["1", "2", "3", "4"])
        {
            version = next;
            using var answer = await GetAsync(gateway, "/");
            Assert.Contains(HashOf(version), Header(answer, Policy), StringComparison.Ordinal);
        }

        using var last = await GetAsync(gateway, "/");
        Assert.Contains($"'unsafe-eval' {HashOf("4")} {HashOf("3")} {HashOf("2")};", Header(last, Policy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_NeverToBeHad_MayRunWhatItLikes()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = context.Request.Path == "/" ? 500 : 200;
            return Page(context, "other");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/other");

        Assert.Contains("script-src 'self' 'unsafe-eval' 'unsafe-inline';", Header(answer, Policy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IndexHangs_IsAnsweredAllTheSame()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
            context.Request.Path == "/" ? Task.Delay(Timeout.Infinite, context.RequestAborted) : Page(context, "other"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/other");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("'unsafe-inline';", Header(answer, Policy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_AskedForMoreThanOnce_IsLookedAtOnce()
    {
        var looks = 0;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            looks += context.Request.Path == "/" ? 1 : 0;
            return Page(context, "one");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await GetAsync(gateway, "/page");
        }

        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task Page_ThatIsNotTheIndexPage_CostsNoLookPerRequest()
    {
        var looks = 0;
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            looks += context.Request.Path == "/" ? 1 : 0;
            return Page(context, context.Request.Path.Value!);
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        for (var i = 0; i < 5; i++)
        {
            using var answer = await GetAsync(gateway, "/other");
            Assert.Contains(HashOf("/"), Header(answer, Policy), StringComparison.Ordinal);
            Assert.DoesNotContain(HashOf("/other"), Header(answer, Policy), StringComparison.Ordinal);
        }

        Assert.InRange(looks, 1, 2);
    }

    [Fact]
    public async Task Page_UnchangedForTheBrowser_BringsThePolicyAlong()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            context.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var page = await GetAsync(gateway, "/", ("Accept", "text/html,*/*;q=0.8"));
        using var asset = await GetAsync(gateway, "/assets/a.js", ("Accept", "*/*"));

        Assert.Contains(Policy, Names(page));
        Assert.DoesNotContain(Policy, Names(asset));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/assets/index.js", "text/javascript")]
    [InlineData("/api/v1/flags", "application/json")]
    [InlineData("/api/v1/webhooks/abc", "text/html")]
    public async Task Answer_HeadersThatTheAppHasToo_StandThereOnce(string path, string type)
    {
        (string Name, string Value)[] expected =
        [
            ("Strict-Transport-Security", "max-age=31536000"), ("X-Frame-Options", "SAMEORIGIN"),
            ("X-Content-Type-Options", "nosniff"), ("X-XSS-Protection", "1; mode=block"),
        ];
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            foreach (var (name, _) in expected)
            {
                context.Response.Headers.Append(name, "from");
                context.Response.Headers.Append(name, "the app");
            }

            context.Response.Headers.Server = "nginx";
            context.Response.Headers.XPoweredBy = "Express";
            context.Response.ContentType = type;
            return context.Response.WriteAsync("");
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, path);

        Assert.All(expected, header => Assert.Equal(header.Value, Header(answer, header.Name)));
        Assert.DoesNotContain("Server", Names(answer));
        Assert.DoesNotContain("X-Powered-By", Names(answer));
    }

    [Fact]
    public async Task Page_WithThePolicyOfTheApp_GetsOursInItsPlace()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one", (Policy, "default-src 'none'"), (ReportOnly, "img-src 'none'")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/");

        Assert.Contains(HashOf("one"), Header(answer, Policy), StringComparison.Ordinal);
        Assert.DoesNotContain(ReportOnly, Names(answer));
    }

    [Fact]
    public async Task Page_OtherThanTheIndexPageWithAPolicy_KeepsIt()
    {
        await using var app = await UpstreamApp.StartAsync(context =>
            context.Request.Path == "/" ? Page(context, "one") : Page(context, "other", (Policy, "script-src 'unsafe-inline'")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/redirect");

        Assert.Equal("script-src 'unsafe-inline'", Header(answer, Policy));
    }

    [Fact]
    public async Task Page_AtTheEndOfAnOAuthSignIn_IsNotCutOffFromItsOpener()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one", ("Cross-Origin-Opener-Policy", "same-origin")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/redirect?code=abc");

        Assert.DoesNotContain("Cross-Origin-Opener-Policy", Names(answer));
        Assert.Contains(Policy, Names(answer));
    }

    [Theory]
    [InlineData("/api/v1/flags", "application/json")]
    [InlineData("/api/redirect", "text/html")]
    [InlineData("/api/v1/step-files/signed", "image/png")]
    public async Task Api_AnyAnswer_KeepsThePolicyOfTheAppAndMayBeShownElsewhere(string path, string type)
    {
        await using var app = await UpstreamApp.StartAsync(context => Answer(context, type, (Policy, "sandbox")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, path);

        Assert.Equal("sandbox", Header(answer, Policy));
        Assert.DoesNotContain("Cross-Origin-Resource-Policy", Names(answer));
        Assert.DoesNotContain("Cross-Origin-Opener-Policy", Names(answer));
    }

    [Fact]
    public async Task Webhook_PageOfAFlow_StaysAsTheFlowMadeIt()
    {
        await using var app = await UpstreamApp.StartAsync(context => Answer(context, "text/html", ("Referrer-Policy", "no-referrer")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/api/v1/webhooks/abc/sync");

        Assert.Equal("no-referrer", Header(answer, "Referrer-Policy"));
        Assert.DoesNotContain(Policy, Names(answer));
        Assert.DoesNotContain("Cross-Origin-Resource-Policy", Names(answer));
    }

    [Fact]
    public async Task Webhook_Isolated_LosesTheAppsOriginAndKeepsItsOwnPolicy()
    {
        await using var app = await UpstreamApp.StartAsync(context => Answer(context, "text/html", (Policy, "img-src 'none'")));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port, ("ContentSecurityPolicy:IsolateWebhookPages", "true"));

        using var answer = await GetAsync(gateway, "/api/v1/webhooks/abc/sync");

        var policies = answer.Headers.GetValues(Policy).ToList();
        Assert.Equal(2, policies.Count);
        Assert.Equal("img-src 'none'", policies[0]);
        Assert.StartsWith("sandbox ", policies[1], StringComparison.Ordinal);
        Assert.DoesNotContain("allow-same-origin", policies[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Asset_OfThePage_HasNoPolicyAndStaysInTheApp()
    {
        await using var app = await UpstreamApp.StartAsync(context => Answer(context, "text/javascript"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port);

        using var answer = await GetAsync(gateway, "/assets/index-abc.js");

        Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
        Assert.DoesNotContain(Policy, Names(answer));
        Assert.DoesNotContain("Permissions-Policy", Names(answer));
    }

    [Fact]
    public async Task FrameAncestors_OfASite_TakeXFrameOptionsAwayFromPages()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port, ("ContentSecurityPolicy:FrameAncestors:0", "https://*.example.com"));

        using var page = await GetAsync(gateway, "/embed");
        using var flow = await GetAsync(gateway, "/api/v1/webhooks/abc/sync");
        using var api = await GetAsync(gateway, "/api/v1/flags");

        Assert.EndsWith("; frame-ancestors 'self' https://*.example.com", Header(page, Policy), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Frame-Options", Names(page));
        Assert.Equal("frame-ancestors 'self' https://*.example.com", Header(flow, Policy));
        Assert.DoesNotContain("X-Frame-Options", Names(flow));
        Assert.Equal("SAMEORIGIN", Header(api, "X-Frame-Options"));
    }

    [Theory]
    [InlineData("report-only")]
    [InlineData("off")]
    public async Task FrameAncestors_WherePolicyIsNotEnforced_AreEnforcedAlone(string mode)
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one"));
        await using var gateway = await GatewayUnderTest.StartAsync(
            app.Port, ("ContentSecurityPolicy:FrameAncestors:0", "https://example.com"), ("ContentSecurityPolicy:Mode", mode));

        using var answer = await GetAsync(gateway, "/embed");

        Assert.Equal("frame-ancestors 'self' https://example.com", Header(answer, Policy));
        Assert.DoesNotContain("X-Frame-Options", Names(answer));
        Assert.Equal(mode == "report-only", Names(answer).Contains(ReportOnly));
    }

    [Fact]
    public async Task Mode_Off_ThePolicyOfTheAppPassesAndNothingIsLookedAt()
    {
        var paths = new List<string>();
        await using var app = await UpstreamApp.StartAsync(context =>
        {
            paths.Add(context.Request.Path.Value!);
            return Page(context, "one", (Policy, "script-src 'self'"));
        });
        await using var gateway = await GatewayUnderTest.StartAsync(app.Port, ("ContentSecurityPolicy:Mode", "off"));

        using var answer = await GetAsync(gateway, "/page");

        Assert.Equal("script-src 'self'", Header(answer, Policy));
        Assert.Equal(["/page"], paths);
    }

    [Fact]
    public async Task Mode_ReportOnly_RefusesNothingAndReports()
    {
        await using var app = await UpstreamApp.StartAsync(context => Page(context, "one", (Policy, "script-src 'self'")));
        await using var gateway = await GatewayUnderTest.StartAsync(
            app.Port, ("ContentSecurityPolicy:Mode", "report-only"), ("ContentSecurityPolicy:ReportUri", "https://reports.example/csp"));

        using var answer = await GetAsync(gateway, "/");

        Assert.DoesNotContain(Policy, Names(answer));
        Assert.EndsWith("; report-uri https://reports.example/csp; report-to csp", Header(answer, ReportOnly), StringComparison.Ordinal);
        Assert.Equal("csp=\"https://reports.example/csp\"", Header(answer, "Reporting-Endpoints"));
        Assert.Equal("SAMEORIGIN", Header(answer, "X-Frame-Options"));
    }

    private static Task Page(HttpContext context, string version, params (string Name, string Value)[] headers)
    {
        context.Response.Headers.ETag = $"\"{version}\"";
        return Answer(context, "text/html; charset=utf-8", $"<script>{version}</script>", headers);
    }

    private static Task Answer(HttpContext context, string type, params (string Name, string Value)[] headers) => Answer(context, type, "", headers);

    private static Task Answer(HttpContext context, string type, string body, (string Name, string Value)[] headers)
    {
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        context.Response.ContentType = type;
        return context.Response.WriteAsync(body);
    }

    private static string HashOf(string script) => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";

    private static async Task<HttpResponseMessage> GetAsync(GatewayUnderTest gateway, string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await gateway.Client.SendAsync(request, Cancelled);
    }

    /// <summary>The value of a header that stands there once.</summary>
    private static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    private static IEnumerable<string> Names(HttpResponseMessage answer) => answer.Headers.Select(header => header.Key);
}
