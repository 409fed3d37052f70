using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Wasper.Gateway.Acme.Protocol.Messages;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>The names of one certificate, as the protocol writes them: lower case, punycode, addresses in their canonical form, each once, sorted.</summary>
internal sealed class OrderNames
{
    public const string Dns = "dns";
    public const string Ip = "ip";

    private OrderNames(IReadOnlyList<IdentifierMessage> identifiers)
    {
        Identifiers = identifiers;
        Values = [.. identifiers.Select(identifier => identifier.Value)];
    }

    public IReadOnlyList<IdentifierMessage> Identifiers { get; }

    public IReadOnlyList<string> Values { get; }

    public static bool TryCreate(IEnumerable<string> names, [NotNullWhen(true)] out OrderNames? result, [NotNullWhen(false)] out string? failure)
    {
        result = null;
        failure = null;
        var identifiers = new SortedDictionary<string, IdentifierMessage>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (!TryRead(name, out var identifier))
            {
                failure = name.StartsWith('*')
                    ? $"A certificate for '{name}' needs a DNS-01 challenge, which the gateway cannot answer: name every host by itself"
                    : $"'{name}' is neither a host name nor an IP address: no certificate can be ordered for it";
                return false;
            }

            identifiers[identifier.Value] = identifier;
        }

        if (identifiers.Count is 0)
        {
            failure = "There is no name to order a certificate for";
            return false;
        }

        result = new OrderNames([.. identifiers.Values]);
        return true;
    }

    /// <summary>For people: the first, and how many more.</summary>
    public override string ToString() => Values.Count is 1 ? Values[0] : $"{Values[0]} and {Values.Count - 1} more";

    public CertificateRequest CreateRequest(ECDsa key)
    {
        // No common name: it is limited to 64 characters, and nobody has read it since RFC 6125.
        var request = new CertificateRequest(new X500DistinguishedName(""), key, HashAlgorithmName.SHA256);
        var alternative = new SubjectAlternativeNameBuilder();
        foreach (var identifier in Identifiers)
        {
            if (identifier.Type is Ip)
            {
                alternative.AddIpAddress(IPAddress.Parse(identifier.Value));
            }
            else
            {
                alternative.AddDnsName(identifier.Value);
            }
        }

        request.CertificateExtensions.Add(alternative.Build());
        return request;
    }

    private static bool TryRead(string name, [NotNullWhen(true)] out IdentifierMessage? identifier)
    {
        identifier = null;
        if (IPAddress.TryParse(name, out var address) && Uri.CheckHostName(name) is UriHostNameType.IPv4 or UriHostNameType.IPv6)
        {
            identifier = new IdentifierMessage(Ip, address.ToString());
        }
        else if (TryGetAscii(name, out var ascii) && Uri.CheckHostName(ascii) is UriHostNameType.Dns)
        {
            identifier = new IdentifierMessage(Dns, ascii.ToLowerInvariant());
        }

        return identifier is not null;
    }

    private static bool TryGetAscii(string name, out string ascii)
    {
        try
        {
            ascii = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(name.TrimEnd('.'));
            return true;
        }
        catch (ArgumentException)
        {
            ascii = "";
            return false;
        }
    }
}
