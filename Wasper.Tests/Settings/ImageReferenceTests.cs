using Wasper.AppHost.Settings;

namespace Wasper.Tests.Settings;

public sealed class ImageReferenceTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Theory]
    [InlineData("postgres:14.13", null, "postgres", "14.13", null)]
    [InlineData("activepieces/activepieces:0.71.2", null, "activepieces/activepieces", "0.71.2", null)]
    [InlineData("localhost:5000/wasper/postgres:14", "localhost:5000", "wasper/postgres", "14", null)]
    [InlineData("images.example/redis:7.4.1", "images.example", "redis", "7.4.1", null)]
    [InlineData("redis@sha256:" + Digest, null, "redis", "", Digest)]
    [InlineData("redis:7.4.1@sha256:" + Digest, null, "redis", "7.4.1", Digest)]
    public void TryParse_PinnedImage_GivesItsParts(string text, string? registry, string name, string tag, string? digest)
    {
        Assert.True(ImageReference.TryParse(text, out var image));
        Assert.Equal(new ImageReference(registry, name, tag, digest), image);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("localhost:5000/postgres")]
    [InlineData("Postgres:14")]
    [InlineData("postgres:14 --privileged")]
    [InlineData("redis@sha256:0123")]
    [InlineData(":14")]
    [InlineData("")]
    public void TryParse_UnpinnedOrMalformed_Refuses(string text) => Assert.False(ImageReference.TryParse(text, out _));
}
