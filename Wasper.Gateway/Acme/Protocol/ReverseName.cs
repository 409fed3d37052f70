using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>The names under <c>in-addr.arpa</c> (RFC 1034) and <c>ip6.arpa</c> (RFC 3596) by which TLS-ALPN-01 asks for an address (RFC 8738, section 6).</summary>
internal static class ReverseName
{
    private const string V4Ending = ".in-addr.arpa";
    private const string V6Ending = ".ip6.arpa";

    public static string Of(IPAddress address)
    {
        var bytes = address.GetAddressBytes().Reverse();
        return address.AddressFamily is AddressFamily.InterNetwork
            ? string.Join('.', bytes) + V4Ending
            : string.Join('.', bytes.SelectMany(octet => (int[])[octet & 15, octet >> 4]).Select(digit => digit.ToString("x", CultureInfo.InvariantCulture))) + V6Ending;
    }

    public static bool TryParse(string name, [NotNullWhen(true)] out IPAddress? address)
    {
        var text = name.ToLowerInvariant();
        var labels = text.Split('.').Reverse().Skip(2);
        var written = text.EndsWith(V4Ending, StringComparison.Ordinal) ? string.Join('.', labels)
            : text.EndsWith(V6Ending, StringComparison.Ordinal) ? string.Join(':', labels.Chunk(4).Select(digits => string.Concat(digits)))
            : "";

        // Only the canonical form: an abbreviated one is somebody's domain.
        return IPAddress.TryParse(written, out address) && Of(address) == text;
    }
}
