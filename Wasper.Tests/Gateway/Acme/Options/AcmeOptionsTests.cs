using Microsoft.Extensions.Configuration;
using Wasper.Gateway.Acme;
using Wasper.Gateway.Acme.Options;
using Wasper.Gateway.Configuration;
using Wasper.Gateway.Tls;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.Gateway.Acme.Options;

public sealed class AcmeOptionsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Nothing_IsLetsEncryptWithItsStaging()
    {
        var (options, errors) = Read();

        Assert.Empty(errors);
        var issuer = Assert.Single(options.Issuers);
        Assert.Equal(("letsencrypt", "acme-v02.api.letsencrypt.org", "acme-staging-v02.api.letsencrypt.org"), (issuer.Name, issuer.Directory.Host, issuer.StagingDirectory?.Host));
        Assert.Equal([ChallengeType.Http01, ChallengeType.TlsAlpn01], options.Challenges);
        Assert.Equal((true, false, true), (options.Preflight, options.TermsAgreed, options.Redis is null));
    }

    [Fact]
    public void Read_NamesAndSections_AreIssuersInTheirOrder()
    {
        File.WriteAllText(_folder["hmac"], "c2VjcmV0\n");
        File.WriteAllText(_folder["roots.pem"], SelfSignedCertificate.Create([], TimeProvider.System.GetUtcNow()).Certificate);

        var (options, errors) = Read(
            ("Issuers:0", "letsencrypt-staging"),
            ("Issuers:1:Name", "zerossl"), ("Issuers:1:ExternalAccountKeyId", "id"), ("Issuers:1:ExternalAccountHmacFile", _folder["hmac"]),
            ("Issuers:2:Name", "own"), ("Issuers:2:Directory", "https://ca.example.com/dir"), ("Issuers:2:StagingDirectory", "https://ca.example.com/test"),
            ("Issuers:2:Profile", "shortlived"), ("Issuers:2:PreferredChain", "Root X1"), ("Issuers:2:TrustedRootsFile", _folder["roots.pem"]));

        Assert.Empty(errors);
        Assert.Equal(["letsencrypt-staging", "zerossl", "own"], options.Issuers.Select(issuer => issuer.Name));
        Assert.Equal(("id", "c2VjcmV0"), (options.Issuers[1].ExternalAccountKeyId, options.Issuers[1].ExternalAccountHmac!.Reveal()));
        Assert.Equal(("shortlived", "Root X1", 1), (options.Issuers[2].Profile, options.Issuers[2].PreferredChain, options.Issuers[2].TrustedRoots.Count));
        Assert.Equal("https://ca.example.com/test", options.Issuers[2].StagingDirectory!.OriginalString);
    }

    [Theory]
    [InlineData("Issuers:0", "nobody", "Gateway:Acme:Issuers:0:Directory '' is not set: give the https address")]
    [InlineData("Issuers:0", "zerossl", "Gateway:Acme:Issuers:0:ExternalAccountKeyId '' is missing: set ExternalAccountKeyId and ExternalAccountHmac to what zerossl shows")]
    [InlineData("Issuers:0", "../x", "Gateway:Acme:Issuers:0:Name '../x' is no name for an issuer")]
    [InlineData("Issuers", "letsencrypt", "Gateway:Acme:Issuers 'letsencrypt' is a list: give every entry its own index, the first as Gateway__Acme__Issuers__0")]
    [InlineData("Issuers:0:Directory", "http://ca.example.com", "Gateway:Acme:Issuers:0:Directory 'http://ca.example.com' is not the https address of an ACME directory")]
    [InlineData("Issuers:0:TrustedRootsFile", "/nowhere/roots.pem", "Gateway:Acme:Issuers:0:TrustedRootsFile '/nowhere/roots.pem' cannot be used")]
    [InlineData("Contacts:0", "mailto:ops@example.com", "Gateway:Acme:Contacts:0 'mailto:ops@example.com' is not an e-mail address")]
    [InlineData("Challenges:0", "dns-01", "Gateway:Acme:Challenges:0 'dns-01' is not a challenge the gateway can answer: set it to http-01 or tls-alpn-01")]
    [InlineData("Redis", "localhost,password=geheim,nonsense=1", "Gateway:Acme:Redis '(secret)' is no connection string")]
    [InlineData("Preflight", "no", "Gateway:Acme:Preflight 'no' is not usable: set it to true or false")]
    [InlineData("Isuers:0", "x", "Gateway:Acme:Isuers is not a setting of the gateway")]
    public void Read_Wrong_SaysKeyValueAndRemedy(string key, string value, string error)
    {
        var (_, errors) = Read((key, value));

        Assert.Contains(errors, found => found.StartsWith(error, StringComparison.Ordinal));
        Assert.DoesNotContain(errors, found => found.Contains("geheim", StringComparison.Ordinal));
    }

    [Fact]
    public void Read_TheSameIssuerTwice_IsRefused() =>
        Assert.StartsWith("Gateway:Acme:Issuers:1:Name 'letsencrypt' is the name of another issuer too", Assert.Single(Read(("Issuers:0", "letsencrypt"), ("Issuers:1", "letsencrypt")).Errors), StringComparison.Ordinal);

    [Theory]
    [InlineData("localhost", "is not a name on the internet")]
    [InlineData("nas.local", "is not a name on the internet")]
    [InlineData("gateway", "has no dot in it")]
    [InlineData("192.168.1.2", "is a private address")]
    [InlineData("[::1]", "is a loopback address")]
    public void Check_NameNoIssuerKnows_IsRefused(string domain, string reason)
    {
        var error = Assert.Single(Check([domain], termsAgreed: true));

        Assert.StartsWith($"Gateway:Domains:0 '{domain}' {reason}", error, StringComparison.Ordinal);
        Assert.EndsWith("(environment: Gateway__Domains__0).", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_NothingSet_NamesEverythingThatIsMissing()
    {
        var errors = Check([], termsAgreed: false);

        Assert.Collection(
            errors,
            error => Assert.StartsWith("Gateway:Domains '' must have 1 to 100 names", error, StringComparison.Ordinal),
            error => Assert.StartsWith("Gateway:Acme:TermsAgreed 'false' keeps letsencrypt from giving a certificate", error, StringComparison.Ordinal));
    }

    [Fact]
    public void Check_NamesOnTheInternet_AreFine() => Assert.Empty(Check(["example.com", "www.example.com", "203.0.113.7", "2001:db8::1"], termsAgreed: true));

    private static List<string> Check(string[] domains, bool termsAgreed)
    {
        var errors = new List<string>();
        var gateway = new SectionReader(Section([("TermsAgreed", $"{termsAgreed}")]), errors);
        var acme = gateway.Child("Acme");
        AcmeRequirements.Check(gateway, acme, domains, AcmeOptions.Read(acme));
        return errors;
    }

    private static (AcmeOptions Options, List<string> Errors) Read(params (string Key, string Value)[] settings)
    {
        var errors = new List<string>();
        var gateway = new SectionReader(Section(settings), errors);
        var options = AcmeOptions.Read(gateway.Child("Acme"));
        gateway.RefuseUnknownKeys();
        return (options, errors);
    }

    private static IConfigurationSection Section(IEnumerable<(string Key, string Value)> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Gateway:Acme:{setting.Key}", (string?)setting.Value)))
        .Build().GetSection("Gateway");
}
