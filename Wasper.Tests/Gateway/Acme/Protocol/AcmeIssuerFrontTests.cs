using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Wasper.Gateway.Acme;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>ARI, profiles, and an issuer that fails in the middle of things.</summary>
public sealed class AcmeIssuerFrontTests
{
    [Fact]
    public async Task GetRenewalInfoAsync_FreshCertificate_IsItsWindow()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        using var leaf = (await test.OrderAsync("a.example.com")).Load();
        var start = new DateTimeOffset(2027, 1, 2, 3, 4, 5, TimeSpan.Zero);
        test.Front.Suggest(leaf, start, start.AddDays(2));

        var info = await test.Issuer.GetRenewalInfoAsync(leaf, TestContext.Current.CancellationToken);

        Assert.Equal(new RenewalInfo(start, start.AddDays(2), TimeSpan.FromHours(6), new Uri("https://localhost/why")), info);
    }

    [Fact]
    public async Task GetRenewalInfoAsync_Revoked_IsInThePast()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        var pem = await test.OrderAsync("a.example.com");
        using var leaf = pem.Load();

        await test.Issuer.RevokeAsync(pem, X509RevocationReason.Superseded, TestContext.Current.CancellationToken);

        var info = await test.Issuer.GetRenewalInfoAsync(leaf, TestContext.Current.CancellationToken);
        Assert.True(info!.End < TimeProvider.System.GetUtcNow());
    }

    [Theory]
    [InlineData(1, 60)]
    [InlineData(10_000_000, 86400)]
    public async Task GetRenewalInfoAsync_UnreasonableRetryAfter_IsLimited(int asked, int given)
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        test.Front.RetryAfter = asked;
        using var leaf = (await test.OrderAsync("a.example.com")).Load();

        var info = await test.Issuer.GetRenewalInfoAsync(leaf, TestContext.Current.CancellationToken);

        Assert.Equal(TimeSpan.FromSeconds(given), info!.RetryAfter);
    }

    [Fact]
    public async Task GetRenewalInfoAsync_EndBeforeStart_IsABadAnswer()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        using var leaf = (await test.OrderAsync("a.example.com")).Load();
        test.Front.Suggest(leaf, leaf.NotAfter, leaf.NotBefore);

        var exception = await Assert.ThrowsAsync<AcmeException>(() => test.Issuer.GetRenewalInfoAsync(leaf, TestContext.Current.CancellationToken));

        Assert.Equal(AcmeFailure.BadAnswer, exception.Failure);
    }

    [Fact]
    public async Task GetRenewalInfoAsync_CertificateOfAnotherIssuer_IsNull()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        await using var other = await IssuerUnderTest.StartAsync();
        using var leaf = (await other.OrderAsync("a.example.com")).Load();

        Assert.Null(await test.Issuer.GetRenewalInfoAsync(leaf, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task OrderAsync_ReplacesAndProfile_AreInTheOrder()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        using var first = (await test.OrderAsync("a.example.com")).Load();

        await test.OrderAsync(new CertificateOrder(["a.example.com"], AriCertificateId.Of(first), "shortlived"));

        var order = test.Front.Orders[^1];
        Assert.Equal(AriCertificateId.Of(first), order["replaces"]!.GetValue<string>());
        Assert.Equal("shortlived", order["profile"]!.GetValue<string>());
        Assert.Empty(test.Log.Lines);
    }

    [Fact]
    public async Task OrderAsync_AlreadyReplaced_IsOrderedWithoutReplaces()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        using var first = (await test.OrderAsync("a.example.com")).Load();
        test.Front.MarkReplaced(first);

        using var second = (await test.OrderAsync(new CertificateOrder(["a.example.com"], AriCertificateId.Of(first)))).Load();

        Assert.Equal([null, AriCertificateId.Of(first), null], test.Front.Orders.Select(order => order["replaces"]?.GetValue<string>()));
        Assert.Contains("(alreadyReplaced)", Assert.Single(test.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderAsync_UnknownProfile_WarnsAndGoesWithout()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();

        await test.OrderAsync(new CertificateOrder(["a.example.com"], Profile: "tlsserver"));

        Assert.Null(Assert.Single(test.Front.Orders)["profile"]);
        Assert.Contains("has no profile 'tlsserver' (it has: classic, shortlived)", Assert.Single(test.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, "rateLimited")]
    [InlineData(503, "rateLimited")]
    [InlineData(429, "malformed")]
    public async Task OrderAsync_RateLimited_SaysHowLong(int status, string type)
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        test.Front.Before = async context =>
        {
            if (context.Request.Path != "/order-plz")
            {
                return false;
            }

            await IssuerFront.RefuseAsync(context, status, type, "too many certificates already issued for a.example.com", 7200);
            return true;
        };

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.Equal(AcmeFailure.RateLimited, exception.Failure);
        Assert.Equal(TimeSpan.FromHours(2), exception.RetryAfter);
        Assert.Equal(
            $"pebble has reached a limit at the order for a.example.com: too many certificates already issued for a.example.com ({type}); it asks to wait 2 h.",
            exception.Message);
    }

    [Theory]
    [InlineData("/dir")]
    [InlineData("/nonce-plz")]
    [InlineData("/my-order/")]
    [InlineData("/finalize-order/")]
    [InlineData("/authZ/")]
    [InlineData("/chalZ/")]
    [InlineData("/certZ/")]
    public async Task OrderAsync_AnswerLostOnTheWay_EndsWithACertificate(string path)
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        var lost = 0;
        test.Front.After = context =>
        {
            if (!context.Request.Path.Value!.StartsWith(path, StringComparison.Ordinal) || Interlocked.Exchange(ref lost, 1) is 1)
            {
                return Task.FromResult(false);
            }

            context.Abort();
            return Task.FromResult(true);
        };

        using var leaf = (await test.OrderAsync("a.example.com")).Load();

        Assert.Equal(1, lost);
        Assert.Single(test.Front.Orders);
    }

    [Fact]
    public async Task OrderAsync_ServerErrors_AreAskedAgainAFewTimes()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        var asked = 0;
        test.Front.Before = async context =>
        {
            if (context.Request.Path != "/dir")
            {
                return false;
            }

            asked++;
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            context.Response.ContentType = "text/html";
            await context.Response.WriteAsync("<h1>Bad gateway</h1>");
            return true;
        };

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.Equal(3, asked);
        Assert.Equal("pebble is not able to give its directory now: HTTP status 502 with text/html.", exception.Message);
    }

    /// <summary>A crash after the certificate was issued: the key is on disk, and the certificate is fetched, not ordered again.</summary>
    [Fact]
    public async Task OrderAsync_CutOffBeforeTheDownload_TheNextTakesItUpAgain()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        using var crash = new CancellationTokenSource();
        test.Front.Before = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/certZ"))
            {
                return false;
            }

            await crash.CancelAsync();
            context.Abort();
            return true;
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Issuer.OrderAsync(new CertificateOrder(["a.example.com"]), crash.Token));
        var pending = Assert.Single(test.Store.Orders);
        test.Front.Before = null;
        test.Open(settings => settings);

        var pem = await test.OrderAsync("a.example.com");

        Assert.Equal(pending.Key, pem.Key);
        Assert.Single(test.Front.Orders);
        Assert.Empty(test.Store.Orders);
    }

    [Fact]
    public async Task OrderAsync_PendingOrderThatIsGone_OrdersAnew()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        await test.OrderAsync("b.example.com");
        await test.Store.WritePendingOrderAsync(
            new PendingOrder(new Uri(test.Front.Directory, "/my-order/gone"), test.Store.Account!.Key, ["a.example.com"], null), TestContext.Current.CancellationToken);

        using var leaf = (await test.OrderAsync("a.example.com")).Load();

        Assert.True(leaf.MatchesHostname("a.example.com"));
        Assert.Empty(test.Store.Orders);
    }

    [Fact]
    public async Task OrderAsync_Cancelled_WithdrawsTheAnswersAndGivesUpTheAuthorizations()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        using var cancel = new CancellationTokenSource();
        test.Front.Before = async context =>
        {
            if (!context.Request.Path.StartsWithSegments("/chalZ"))
            {
                return false;
            }

            // The issuer never hears of it: an authorization that it has ended by itself needs no giving up.
            await cancel.CancelAsync();
            return true;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => test.Issuer.OrderAsync(new CertificateOrder(["a.example.com"]), cancel.Token));

        Assert.Equal(0, test.Answers.Count);
        Assert.Contains(test.Front.Requests, request => request.Path.StartsWith("/authZ/", StringComparison.Ordinal) && request.Payload is """{"status":"deactivated"}""");
    }

    [Fact]
    public async Task OrderAsync_TimeIsUp_SaysWhatItWaitedFor()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        test.Open(settings => settings with { OrderTimeout = TimeSpan.FromSeconds(1) });
        var never = new TaskCompletionSource<bool>();
        test.Front.Before = context => context.Request.Path.StartsWithSegments("/chalZ") ? never.Task.WaitAsync(context.RequestAborted) : Task.FromResult(false);

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.Equal(AcmeFailure.Unavailable, exception.Failure);
        Assert.Equal("pebble was given up after 1 s of waiting for a look at a.example.com.", exception.Message);
    }
}
