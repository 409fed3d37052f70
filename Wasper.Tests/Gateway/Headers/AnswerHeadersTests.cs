using System.Net;
using Microsoft.AspNetCore.Http;
using static Wasper.Tests.Gateway.Headers.Answers;

namespace Wasper.Tests.Gateway.Headers;

/// <summary>What browsers are told about each kind of answer.</summary>
public sealed class AnswerHeadersTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

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
}
