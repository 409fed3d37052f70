using Wasper.Gateway.Caching.Assets;

namespace Wasper.Tests.Gateway.Caching;

public sealed class AssetNameTests
{
    [Theory]
    [InlineData("/assets/index-BxYz1234.js")]
    [InlineData("/assets/index-a-b_C-9d.css")]
    [InlineData("/assets/index--aBcDeF1.js")]
    [InlineData("/assets/inter-latin-wght-normal-C4ltsd2d.woff2")]
    [InlineData("/static/js/main.8f3a2b1c.js")]
    [InlineData("/static/js/787.0a1b2c3d4e5f60718293.chunk-8f3a2b1c.js")]
    [InlineData("/app.d41d8cd98f00b204e9800998ecf8427e.css")]
    public void IsHashed_NameOfABuild_IsTrue(string target) => Assert.True(AssetName.IsHashed(target));

    [Theory]
    [InlineData("/")]
    [InlineData("/flows")]
    [InlineData("/index.html")]
    [InlineData("/assets/logo.svg")]
    [InlineData("/assets/vendor-analytics.js")]
    [InlineData("/assets/index-abc123.js")]
    [InlineData("/locales/en/translation.json")]
    [InlineData("/api/v1/flows/V1StGXR8Z5jdHi6BmyT")]
    [InlineData("/api/v1/webhooks/V1StGXR8Z5jdHi6B")]
    [InlineData("/assets/index-BxYz1234.")]
    [InlineData("/assets/index-BxYz1234.js/")]
    [InlineData("/assets/index-BxYz1234.js?v=1")]
    [InlineData("/assets/index-BxYz1234.js?")]
    [InlineData("/assets/index-BxYz123%34.js")]
    [InlineData("/assets//index-BxYz1234.js")]
    [InlineData("/assets/./index-BxYz1234.js")]
    [InlineData("/assets/../assets/index-BxYz1234.js")]
    [InlineData("/assets/index-BxYz1234.js;jsessionid=1")]
    [InlineData("/assets\\index-BxYz1234.js")]
    [InlineData("https://localhost/assets/index-BxYz1234.js")]
    [InlineData("*")]
    [InlineData("")]
    public void IsHashed_AnythingElse_IsFalse(string target) => Assert.False(AssetName.IsHashed(target));

    [Fact]
    public void IsHashed_OverlongName_IsFalse() => Assert.False(AssetName.IsHashed($"/{new string('a', 600)}-BxYz1234.js"));
}
