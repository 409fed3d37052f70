using Microsoft.Extensions.Primitives;
using Wasper.Gateway.Caching.Compression;

namespace Wasper.Tests.Gateway.Caching;

/// <summary>RFC 9110, 12.5.3 and 12.4.2.</summary>
public sealed class AcceptedCodingsTests
{
    [Theory]
    [InlineData("gzip, deflate, br, zstd", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("GZIP", "gzip")]
    [InlineData("x-gzip", "gzip")]
    [InlineData("deflate, zstd", "identity")]
    [InlineData("", "identity")]
    [InlineData("identity", "identity")]
    [InlineData("*", "br")]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("*;q=0", "identity")]
    [InlineData("br;q=0.5, gzip", "gzip")]
    [InlineData("br;q=0.5, gzip;q=0.5", "br")]
    [InlineData("br ; q=0.001", "br")]
    [InlineData("br;q=0", "identity")]
    [InlineData("br;q=0.000", "identity")]
    [InlineData("identity;q=1, br;q=0.9", "identity")]
    [InlineData("identity;q=0.5, br;q=0.9", "br")]
    [InlineData("identity;q=0, gzip;q=0.1", "gzip")]
    [InlineData("gzip;q=1.000", "gzip")]
    [InlineData("gzip;Q=1", "gzip")]
    [InlineData("gzip;q=1.001", "identity")]
    [InlineData("gzip;q=2", "identity")]
    [InlineData("gzip;q=0.1234", "identity")]
    [InlineData("gzip;q=", "identity")]
    [InlineData("gzip;quality=1", "identity")]
    [InlineData("gzip;q=-1", "identity")]
    [InlineData(", ,;,gzip", "gzip")]
    public void Choose_BothAtHand_TakesWhatTheClientLikesBest(string header, string expected) =>
        Assert.Equal(expected, AcceptedCodings.Parse(header).Choose(brotli: true, gzip: true).Token());

    [Theory]
    [InlineData("br, gzip;q=0.5", false, true, "gzip")]
    [InlineData("br", false, true, "identity")]
    [InlineData("br, gzip", true, false, "br")]
    [InlineData("br, gzip", false, false, "identity")]
    [InlineData("identity;q=0, br", false, false, "identity")]
    public void Choose_NotAllAtHand_TakesOneThatIs(string header, bool brotli, bool gzip, string expected) =>
        Assert.Equal(expected, AcceptedCodings.Parse(header).Choose(brotli, gzip).Token());

    [Fact]
    public void Parse_SeveralHeaderLines_ReadsThemAll() =>
        Assert.Equal(ContentCoding.Brotli, AcceptedCodings.Parse(new StringValues(["gzip;q=0.5", "br"])).Choose(brotli: true, gzip: true));

    [Theory]
    [InlineData("identity;q=0", false)]
    [InlineData("*;q=0", false)]
    [InlineData("*;q=0, identity;q=0.1", true)]
    [InlineData("gzip", true)]
    public void AllowsIdentity_Refused_IsFalse(string header, bool expected) =>
        Assert.Equal(expected, AcceptedCodings.Parse(header).AllowsIdentity);
}
