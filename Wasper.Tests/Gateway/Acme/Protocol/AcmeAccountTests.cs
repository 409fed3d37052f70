using System.Security.Cryptography;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Protocol;

namespace Wasper.Tests.Gateway.Acme.Protocol;

/// <summary>The account with the issuer, from its first key to its end.</summary>
public sealed class AcmeAccountTests
{
    private static readonly ExternalAccount _external = new("kid-1", "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W");

    [Fact]
    public async Task OrderAsync_ExternalAccount_IsBound()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { ExternalAccount = (_external.KeyId, _external.MacKey) });
        test.Open(settings => settings with { ExternalAccount = _external with { MacKey = _external.MacKey + "\n" } });

        await test.OrderAsync("a.example.com");
    }

    [Fact]
    public async Task OrderAsync_ExternalAccountWanted_SaysWhatIsMissing()
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { ExternalAccount = (_external.KeyId, _external.MacKey) });

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.Equal(AcmeFailure.Refused, exception.Failure);
        Assert.Contains("put its key id and HMAC key (EAB) into the configuration", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("b10lLJs8l1GPIzsLP0s6pMt8O0XVGnfTaCeROxQM0BIt2XrJMDHJZBM5NuQmQJQH", "pebble refused an account: ")]
    [InlineData("not base64url!", "The HMAC key of the external account 'kid-1' for pebble is not base64url")]
    public async Task OrderAsync_WrongExternalKey_SaysSoAndNotTheKey(string macKey, string sentence)
    {
        await using var test = await IssuerUnderTest.StartAsync(new PebbleSettings { ExternalAccount = (_external.KeyId, _external.MacKey) });
        test.Open(settings => settings with { ExternalAccount = _external with { MacKey = macKey } });

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(macKey, exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OrderAsync_TermsNotAgreed_MakesNoAccount()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        test.Open(settings => settings with { TermsAgreed = false });

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.Contains("read data:text/plain,Do%20what%20thou%20wilt and say in the configuration that you do", exception.Message, StringComparison.Ordinal);
        Assert.Null(test.Store.Account!.Url);
    }

    [Fact]
    public async Task OrderAsync_TermsNotAgreedButAccountThere_UsesIt()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.OrderAsync("a.example.com");
        var url = test.Store.Account!.Url;
        test.Store.Account = test.Store.Account with { Url = null };
        test.Open(settings => settings with { TermsAgreed = false });

        await test.OrderAsync("a.example.com");

        Assert.Equal(url, test.Store.Account.Url);
    }

    [Fact]
    public async Task OrderAsync_ContactsChanged_TellsTheIssuerOnce()
    {
        await using var test = await IssuerUnderTest.StartWithFrontAsync();
        await test.OrderAsync("a.example.com");
        test.Open(settings => settings with { Contacts = ["new@example.com"] });
        await test.OrderAsync("a.example.com");
        await test.OrderAsync("b.example.com");

        test.Open(settings => settings with { Contacts = ["new@example.com"] });
        await test.OrderAsync("a.example.com");

        Assert.Equal("""{"contact":["mailto:new@example.com"]}""", Assert.Single(test.Front.Requests, IsAccountChange).Payload);
    }

    [Fact]
    public async Task ChangeAccountKeyAsync_Always_TheAccountStaysAndTheOldKeyIsOfNoUse()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.OrderAsync("a.example.com");
        var old = test.Store.Account!;

        await test.Issuer.ChangeAccountKeyAsync(TestContext.Current.CancellationToken);

        Assert.Equal(old.Url, test.Store.Account!.Url);
        Assert.NotEqual(old.Key, test.Store.Account.Key);
        Assert.Null(test.Store.Account.NextKey);
        await test.OrderAsync("a.example.com");
        test.Open(settings => settings);
        await test.OrderAsync("b.example.com");

        test.Store.Account = old;
        test.Open(settings => settings);
        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");
        Assert.Equal(AcmeFailure.Refused, exception.Failure);
    }

    /// <summary>The issuer has the new key; the gateway crashed before it wrote that down.</summary>
    [Fact]
    public async Task ChangeAccountKeyAsync_CrashAfterTheChange_TheNextStartFindsTheNewKey()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.OrderAsync("a.example.com");
        await test.Issuer.ChangeAccountKeyAsync(TestContext.Current.CancellationToken);
        var before = Assert.Single(test.Store.Accounts, account => account.NextKey is not null);
        test.Store.Account = before;
        test.Open(settings => settings);

        await test.OrderAsync("a.example.com");

        Assert.Equal(new AcmeAccount(before.NextKey!, before.Url), test.Store.Account);
    }

    /// <summary>The gateway wrote the new key down, and crashed before the issuer heard of it.</summary>
    [Fact]
    public async Task ChangeAccountKeyAsync_CrashBeforeTheChange_TheNextStartKeepsTheOldKey()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.OrderAsync("a.example.com");
        using var never = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        test.Store.Account = test.Store.Account! with { NextKey = never.ExportPkcs8PrivateKeyPem() };
        test.Open(settings => settings);

        await test.OrderAsync("a.example.com");
        await test.Issuer.ChangeAccountKeyAsync(TestContext.Current.CancellationToken);
        await test.OrderAsync("a.example.com");

        Assert.Null(test.Store.Account.NextKey);
    }

    /// <summary>Two gateways with one store: the other one has given the account a new key.</summary>
    [Fact]
    public async Task OrderAsync_KeyChangedByAnotherGateway_UsesTheNewOne()
    {
        await using var test = await IssuerUnderTest.StartAsync();
        await test.OrderAsync("a.example.com");
        using var other = test.OpenBeside();
        await other.ChangeAccountKeyAsync(TestContext.Current.CancellationToken);

        using var leaf = (await test.OrderAsync("b.example.com")).Load();

        Assert.True(leaf.MatchesHostname("b.example.com"));
    }

    [Fact]
    public async Task ChangeAccountKeyAsync_NoAccount_MakesNone()
    {
        await using var test = await IssuerUnderTest.StartAsync();

        await test.Issuer.ChangeAccountKeyAsync(TestContext.Current.CancellationToken);

        Assert.Null(test.Store.Account);
    }

    [Theory]
    [InlineData("not a key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public async Task OrderAsync_StoredKeyUnreadable_SaysSoAndMakesNoOther(string key)
    {
        await using var test = await IssuerUnderTest.StartAsync();
        test.Store.Account = new AcmeAccount(key, new Uri("https://localhost/1"));

        var exception = await AcmeIssuerTests.FailAsync(test, "a.example.com");

        Assert.Equal("The stored key of the account with pebble cannot be read: restore it, or remove it and the gateway makes a new account.", exception.Message);
        Assert.Equal(key, test.Store.Account.Key);
    }

    [Fact]
    public void ToString_RecordsWithKeys_DoNotShowThem()
    {
        object[] records = [new AcmeAccount("secret", null, "secret"), new PendingOrder(new Uri("https://localhost/1"), "secret", [], null), new ExternalAccount("id", "secret")];

        Assert.All(records, record => Assert.DoesNotContain("secret", record.ToString(), StringComparison.Ordinal));
    }

    private static bool IsAccountChange((string Path, string Payload) request) =>
        request.Path.StartsWith("/my-account/", StringComparison.Ordinal) && request.Payload.Length > 0;
}
