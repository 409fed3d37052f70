using System.Net;
using Wasper.Gateway.Acme.Preflight;
using Wasper.Gateway.Configuration;

namespace Wasper.Gateway.Acme.Options;

/// <summary>What must be set before a certificate can be ordered. Checked at start, where somebody reads it.</summary>
internal static class AcmeRequirements
{
    /// <summary>Let's Encrypt's limit for one certificate.</summary>
    private const int MostNames = 100;

    /// <summary>Names that no issuer on the internet can know (RFC 6761, RFC 6762, RFC 8375, and ICANN's choice for private use).</summary>
    private static readonly string[] _privateEndings = ["localhost", "local", "internal", "home.arpa", "test", "example", "invalid", "onion"];

    /// <param name="gateway">The section <c>Gateway</c>.</param>
    /// <param name="acme">The section <c>Gateway:Acme</c>.</param>
    public static void Check(SectionReader gateway, SectionReader acme, IReadOnlyList<string> domains, AcmeOptions options)
    {
        if (domains.Count is 0 or > MostNames)
        {
            gateway.Fail(
                "Domains",
                domains.Count is 0 ? "" : $"({domains.Count} names)",
                $"must have 1 to {MostNames} names where Gateway:Certificate:Source is acme: list the host names of this gateway, the first as Gateway__Domains__0");
        }

        for (var index = 0; index < domains.Count; index++)
        {
            if (Fault(domains[index]) is { } fault)
            {
                gateway.Fail($"Domains:{index}", domains[index], $"{fault}: remove it, or set Gateway:Certificate:Source to selfsigned or file");
            }
        }

        if (!options.TermsAgreed)
        {
            acme.Fail(
                "TermsAgreed", "false", $"keeps {options.Issuers[0].Name} from giving a certificate: read the terms of service of your issuers, and set it to true if you agree");
        }
    }

    private static string? Fault(string name)
    {
        if (IPAddress.TryParse(name.Trim('[', ']'), out var address))
        {
            return AddressKind.Of(address) is { } kind ? $"is {kind}, for which no issuer gives a certificate" : null;
        }

        var ending = _privateEndings.FirstOrDefault(ending => name.Equals(ending, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith('.' + ending, StringComparison.OrdinalIgnoreCase));
        return ending is not null ? $"is not a name on the internet ('{ending}' is kept for other uses), so no issuer gives a certificate for it"
            : !name.Contains('.', StringComparison.Ordinal) ? "has no dot in it, so no issuer gives a certificate for it"
            : null;
    }
}
