using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Wasper.Gateway.Clients;

/// <summary>A set of networks, IPv4 and IPv6.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class NetworkList(IReadOnlyList<IPNetwork> networks)
{
    public bool IsEmpty => networks.Count == 0;

    private IReadOnlyList<IPNetwork> Networks => networks;

    /// <summary>Reads <c>192.0.2.0/24</c>, or one address.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (text.Contains('/', StringComparison.Ordinal))
        {
            return IPNetwork.TryParse(text, out network);
        }

        var isAddress = ClientAddress.TryParse(text, out var address);
        network = isAddress ? new IPNetwork(address, address.AddressFamily is AddressFamily.InterNetwork ? 32 : 128) : default;
        return isAddress;
    }

    /// <summary>Whether one of the networks holds <paramref name="address"/>; an IPv4 address may come in its IPv6 form.</summary>
    public bool Contains(IPAddress address)
    {
        var plain = ClientAddress.Plain(address);
        foreach (var network in networks)
        {
            if (network.Contains(plain))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>As an operator writes them, for the effective configuration.</summary>
    private sealed class Converter : JsonConverter<NetworkList>
    {
        public override NetworkList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Networks are read from the configuration only.");

        public override void Write(Utf8JsonWriter writer, NetworkList value, JsonSerializerOptions options)
        {
            writer.WriteStartArray();
            foreach (var network in value.Networks)
            {
                writer.WriteStringValue(network.ToString());
            }

            writer.WriteEndArray();
        }
    }
}
