using System.Net.Mail;
using StackExchange.Redis;
using Wasper.Gateway.Acme.Protocol;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Acme.Options;

/// <summary>The section <c>Gateway:Acme</c>: who issues the certificate, and how control of its names is proven.</summary>
internal sealed record AcmeOptions
{
    private const string DefaultIssuer = "letsencrypt";

    /// <summary>Whether the operator agrees to the terms of service of every issuer in <see cref="Issuers"/>.</summary>
    public required bool TermsAgreed { get; init; }

    /// <summary>E-mail addresses for the issuers; may be empty.</summary>
    public required IReadOnlyList<string> Contacts { get; init; }

    /// <summary>In the order in which they are tried; Let's Encrypt where none is named.</summary>
    public required IReadOnlyList<IssuerOptions> Issuers { get; init; }

    /// <summary>The ways to prove control, the preferred one first.</summary>
    public required IReadOnlyList<ChallengeType> Challenges { get; init; }

    /// <summary>Connection string of the Redis server that the gateways share; null for a folder inside <see cref="GatewayOptions.CertificateDirectory"/>.</summary>
    public required Secret? Redis { get; init; }

    /// <summary>Whether each name is tried from here before it is ordered for. Off for networks whose names resolve otherwise than the issuer's do.</summary>
    public required bool Preflight { get; init; }

    public static AcmeOptions Read(SectionReader section) => new()
    {
        TermsAgreed = section.Flag("TermsAgreed", fallback: false),
        Contacts = ReadContacts(section),
        Issuers = ReadIssuers(section),
        Challenges = ReadChallenges(section),
        Redis = ReadRedis(section),
        Preflight = section.Flag("Preflight", fallback: true),
    };

    private static List<string> ReadContacts(SectionReader section)
    {
        var contacts = section.List("Contacts");
        foreach (var (key, address) in contacts.Where(contact => !MailAddress.TryCreate(contact.Value, out var parsed) || parsed.Address != contact.Value))
        {
            section.Fail(key, address, "is not an e-mail address: write it as ops@example.com");
        }

        return [.. contacts.Select(contact => contact.Value)];
    }

    private static IReadOnlyList<IssuerOptions> ReadIssuers(SectionReader section)
    {
        var issuers = section.Children("Issuers").Select(entry => (Entry: entry, Options: IssuerOptions.Read(entry))).ToList();
        foreach (var (entry, options) in issuers.Where((issuer, index) => issuers.Take(index).Any(other => other.Options.Name == issuer.Options.Name)))
        {
            entry.Fail("Name", options.Name, "is the name of another issuer too: give each its own");
        }

        if (issuers.Count > 0)
        {
            return [.. issuers.Select(issuer => issuer.Options)];
        }

        var known = WellKnownIssuer.All[DefaultIssuer];
        return [new IssuerOptions { Name = DefaultIssuer, Directory = known.Directory, StagingDirectory = known.Staging }];
    }

    private static ChallengeType[] ReadChallenges(SectionReader section)
    {
        var types = Enum.GetValues<ChallengeType>();
        var chosen = new List<ChallengeType>();
        foreach (var (key, value) in section.List("Challenges"))
        {
            if (types.Any(type => type.WireName() == value))
            {
                chosen.Add(types.First(type => type.WireName() == value));
            }
            else
            {
                section.Fail(key, value, $"is not a challenge the gateway can answer: set it to {string.Join(" or ", types.Select(type => type.WireName()))}");
            }
        }

        return chosen.Count > 0 ? [.. chosen.Distinct()] : types;
    }

    private static Secret? ReadRedis(SectionReader section)
    {
        var connection = section.Secret("Redis");
        if (connection is null)
        {
            return null;
        }

        try
        {
            if (ConfigurationOptions.Parse(connection.Reveal()).EndPoints.Count > 0)
            {
                return connection;
            }
        }
        catch (ArgumentException)
        {
            // Its message may hold the password.
        }

        section.Fail("Redis", connection.ToString(), "is no connection string: write it as redis.example.com:6379,password=...");
        return null;
    }
}
