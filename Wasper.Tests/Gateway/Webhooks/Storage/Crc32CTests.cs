using Wasper.Gateway.Webhooks.Storage;

namespace Wasper.Tests.Gateway.Webhooks.Storage;

public sealed class Crc32CTests
{
    /// <summary>The check values of RFC 3720, B.4, and of the catalogue of parametrised CRCs.</summary>
    [Theory]
    [InlineData("313233343536373839", 0xE3069283)]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000", 0x8A9136AA)]
    [InlineData("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", 0x62A8AB43)]
    public void Append_KnownData_KnownChecksum(string hex, uint checksum) => Assert.Equal(checksum, Crc32C.Append(0, Convert.FromHexString(hex)));

    [Fact]
    public void Append_InPieces_IsTheSame()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);

        for (var cut = 0; cut < 40; cut++)
        {
            Assert.Equal(Crc32C.Append(0, data), Crc32C.Append(Crc32C.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut)));
        }
    }
}
