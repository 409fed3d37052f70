using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Tls;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>Orders from a real Pebble.</summary>
public sealed class AcmeIssuerTests
{
    [Theory]
    [InlineData(ChallengeType.Http01)]
    [InlineData(ChallengeType.TlsAlpn01)]
    public async Task OrderAsync_FirstCertificate_IsForTheNamesAndLeadsToTheRoot(object challenge)
    {
        await using var test = await IssuerUnderTest.StartAsync();

        var pem = await test.OrderAsync(new CertificateOrder(["b.example.com", "A.example.com"]) { Challenges = [(ChallengeType)challenge] });

        using var leaf = pem.Load();
        Assert.All(["a.example.com", "b.example.com"], name => Assert.True(leaf.MatchesHostname(name), name));
        await AssertLeadsToAsync(test.Pebble, 0, pem);
        Assert.Equal(0, test.Answers.Count);
        Assert.Empty(test.Store.Orders);
        Assert.StartsWith($"https://localhost:{test.Pebble.Directory.Port}/my-account/", test.Store.Account!.Url!.OriginalString, StringComparison.Ordinal);
        Assert.Empty(test.Log.Lines);
    }

    [Theory]
    [InlineData(ChallengeType.Http01)]
    [InlineData(ChallengeType.TlsAlpn01)]
    public async Task OrderAsync_IpAddress_IsInTheCertificate(object challenge)
    {
        await using var test = await IssuerUnderTest.StartAsync();

        var pem = await test.OrderAsync(new CertificateOrder(["127.0.0.1"]) { Challenges = [(ChallengeType)challenge] });

        using var leaf = pem.Load();
        Assert.True(leaf.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public async Task OrderAsync_HalfOfAllNoncesBad_AlwaysEndsWithACertificate()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { NonceReject = 50 });

        for (var i = 0; i < 5; i++)
        {
            using var leaf = (await test.OrderAsync($"{i}.example.com")).Load();
            Assert.True(leaf.MatchesHostname($"{i}.example.com"));
        }
    }

    [Fact]
    public async Task OrderAsync_AllNoncesBad_GivesUpAndSaysWhy()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { NonceReject = 100 });

        var exception = await FailAsync(test, "a.example.com");

        Assert.Equal(AcmeFailure.Unavailable, exception.Failure);
        Assert.Contains("badNonce", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderAsync_Twice_NewKeyAndTheSameAccount()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { AuthorizationReuse = 100 });

        using var first = (await test.OrderAsync("a.example.com")).Load();
        var account = test.Store.Account;
        test.Open(settings => settings);
        test.Answers.IsDeaf = true;
        using var second = (await test.OrderAsync("a.example.com")).Load();

        Assert.NotEqual(first.GetPublicKeyString(), second.GetPublicKeyString());
        Assert.Equal(account, test.Store.Account);
    }

    [Fact]
    public async Task OrderAsync_ManyAtOnce_EachGetsItsOwn()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { NonceReject = 20 });

        var pems = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => test.OrderAsync($"{number}.example.com")));

        Assert.All(pems.Index(), entry => Assert.True(Use(entry.Item, leaf => leaf.MatchesHostname($"{entry.Index}.example.com"))));
        Assert.Single(test.Store.Accounts, account => account.Url is not null);
    }

    [Fact]
    public async Task OrderAsync_ValidationFails_NamesWhoAndWhyAndTheNextOrderWorks()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        test.Answers.IsDeaf = true;

        var exception = await FailAsync(test, "a.example.com", "b.example.com");

        Assert.Equal(AcmeFailure.ValidationFailed, exception.Failure);
        Assert.Equal(["a.example.com", "b.example.com"], exception.Names);
        Assert.Equal("unauthorized", exception.Problem?.ShortType);
        Assert.Matches("^pebble could not validate a.example.com by HTTP-01: .* \\(unauthorized\\); nor b.example.com by HTTP-01: .* \\(unauthorized\\)\\.$", exception.Message);

        test.Answers.IsDeaf = false;
        using var leaf = (await test.OrderAsync("a.example.com", "b.example.com")).Load();
        Assert.True(leaf.MatchesHostname("a.example.com"));
        Assert.Equal(0, test.Answers.Count);
    }

    [Fact]
    public async Task OrderAsync_OneNameOfTwoFails_NamesThatOne()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.Pebble.BreakNameAsync("b.example.com");

        var exception = await FailAsync(test, "a.example.com", "b.example.com");

        Assert.Equal(["b.example.com"], exception.Names);
        await test.Pebble.MendNameAsync("b.example.com");
        using var leaf = (await test.OrderAsync("a.example.com", "b.example.com")).Load();
        Assert.True(leaf.MatchesHostname("b.example.com"));
    }

    [Fact]
    public async Task OrderAsync_ForbiddenName_SaysWhatTheIssuerSays()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { Blocked = ["bank.example"] });

        var exception = await FailAsync(test, "www.bank.example");

        Assert.Equal(AcmeFailure.Refused, exception.Failure);
        Assert.Equal("rejectedIdentifier", exception.Problem?.ShortType);
        Assert.StartsWith("pebble refused the order for www.bank.example: ", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.example.com", "A certificate for '*.example.com' needs a DNS-01 challenge, which the gateway cannot answer: name every host by itself.")]
    [InlineData("a b", "'a b' is neither a host name nor an IP address: no certificate can be ordered for it.")]
    public async Task OrderAsync_NameThatCannotBeHad_SaysSoWithoutAsking(string name, string sentence)
    {
        using var issuer = new AcmeIssuer(
            IssuerUnderTest.Settings(new Uri("https://localhost:1/"), null), new MemoryStore(), null!, TimeProvider.System, new RecordedLog<AcmeIssuer>());

        var exception = await Assert.ThrowsAsync<AcmeException>(() => issuer.OrderAsync(new CertificateOrder([name]), TestContext.Current.CancellationToken));

        Assert.Equal(sentence, exception.Message);
    }

    [Fact]
    public async Task OrderAsync_IssuerForgotTheAccount_MakesItAgainWithTheSameKey()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.OrderAsync("a.example.com");
        var account = test.Store.Account!;
        await test.Pebble.StopAsync();
        await test.Pebble.StartAsync();

        await test.OrderAsync("a.example.com");

        Assert.Equal(account.Key, test.Store.Account!.Key);
        Assert.NotEqual(account.Url, test.Store.Account.Url);
    }

    [Fact]
    public async Task OrderAsync_IssuerDown_SaysWhereItAskedAndWorksWhenItIsBack()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.Pebble.StopAsync();

        var exception = await FailAsync(test, "a.example.com");

        Assert.Equal(AcmeFailure.Unavailable, exception.Failure);
        Assert.StartsWith($"pebble does not answer at localhost:{test.Pebble.Directory.Port} when asked for its directory: ", exception.Message, StringComparison.Ordinal);
        await test.Pebble.StartAsync();
        await test.OrderAsync("a.example.com");
    }

    [Fact]
    public async Task OrderAsync_UntrustedIssuer_IsRefused()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        test.Open(settings => settings with { TrustedRoots = [] });

        var exception = await FailAsync(test, "a.example.com");

        Assert.Contains("no secure connection", exception.Message, StringComparison.Ordinal);
        Assert.All(test.Store.Accounts, account => Assert.Null(account.Url));
    }

    [Fact]
    public async Task OrderAsync_PreferredChain_IsTaken()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { AlternateRoots = 2, ChainLength = 2 });
        using var root = await test.Pebble.ReadRootAsync(2);
        test.Open(settings => settings with { PreferredChain = root.GetNameInfo(X509NameType.SimpleName, forIssuer: false) });

        var pem = await test.OrderAsync("a.example.com");

        await AssertLeadsToAsync(test.Pebble, 2, pem);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(pem.Certificate);
        Assert.Equal(3, chain.Count);
        Assert.Empty(test.Log.Lines);
    }

    [Fact]
    public async Task OrderAsync_PreferredChainThatIsNotThere_WarnsAndTakesTheDefault()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { AlternateRoots = 1 });
        test.Open(settings => settings with { PreferredChain = "DST Root CA X3" });

        var pem = await test.OrderAsync("a.example.com");

        await AssertLeadsToAsync(test.Pebble, 0, pem);
        Assert.Contains("has no chain that leads to 'DST Root CA X3', only to Pebble Root CA", Assert.Single(test.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderAsync_ProfileThatIsNotThere_WarnsAndGoesWithout()
    {
        await using var test = await IssuerUnderTest.StartAsync();

        await test.OrderAsync(new CertificateOrder(["a.example.com"], Profile: "shortlived"));

        Assert.Contains("has no profile 'shortlived'", Assert.Single(test.Log.Lines).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(X509RevocationReason.Superseded)]
    [InlineData(X509RevocationReason.KeyCompromise)]
    public async Task RevokeAsync_WithReason_TheIssuerKnowsIt(X509RevocationReason reason)
    {
        await using var test = await IssuerUnderTest.StartAsync();
        var pem = await test.OrderAsync("a.example.com");
        using var leaf = pem.Load();
        Assert.Null(await test.Pebble.ReadRevocationAsync(leaf));

        await test.Issuer.RevokeAsync(pem, reason, TestContext.Current.CancellationToken);

        Assert.Equal((int)reason, await test.Pebble.ReadRevocationAsync(leaf));
        await test.Issuer.RevokeAsync(pem, reason, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task RevokeAsync_ByAnotherAccount_UsesTheCertificatesKey()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        var pem = await test.OrderAsync("a.example.com");
        test.Store.Account = null;
        test.Open(settings => settings);

        await test.Issuer.RevokeAsync(pem, X509RevocationReason.CessationOfOperation, TestContext.Current.CancellationToken);

        using var leaf = pem.Load();
        Assert.Equal((int)X509RevocationReason.CessationOfOperation, await test.Pebble.ReadRevocationAsync(leaf));
    }

    [Fact]
    public async Task GetRenewalInfoAsync_IssuerWithoutAri_IsNull()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        using var leaf = (await test.OrderAsync("a.example.com")).Load();

        Assert.Null(await test.Issuer.GetRenewalInfoAsync(leaf, TestContext.Current.CancellationToken));
    }

    internal static async Task<AcmeException> FailAsync(IssuerUnderTest test, params string[] names) =>
        await Assert.ThrowsAsync<AcmeException>(() => test.OrderAsync(names));

    private static async Task AssertLeadsToAsync(PebbleServer pebble, int root, CertificatePem pem)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPem(pem.Certificate);
        using var chain = new X509Chain
        {
            ChainPolicy =
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { await pebble.ReadRootAsync(root) },
            },
        };
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        Assert.True(chain.Build(certificates[0]), string.Join(", ", chain.ChainStatus.Select(status => status.StatusInformation)));
        Assert.Equal(certificates.Select(certificate => certificate.Thumbprint), chain.ChainElements.SkipLast(1).Select(element => element.Certificate.Thumbprint));
    }

    private static T Use<T>(CertificatePem pem, Func<X509Certificate2, T> use)
    {
        using var leaf = pem.Load();
        return use(leaf);
    }
}
