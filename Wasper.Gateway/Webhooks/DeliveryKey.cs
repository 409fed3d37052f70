using System.Security.Cryptography;
using System.Text;

namespace Wasper.Gateway.Webhooks;

/// <summary>What two deliveries have in common that are one for their sender: flow, header and id, as the first half of their SHA-256.</summary>
internal readonly record struct DeliveryKey(UInt128 Value)
{
    public static DeliveryKey Of(string flow, string header, string id)
    {
        // Neither a flow's id nor a header's name holds a line feed.
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{flow}\n{header.ToLowerInvariant()}\n{id}"));
        return new DeliveryKey(new UInt128(BitConverter.ToUInt64(hash), BitConverter.ToUInt64(hash, sizeof(ulong))));
    }
}
