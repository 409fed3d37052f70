using Wasper.Gateway.Routing;

namespace Wasper.Tests.Gateway.Routing;

public sealed class CanonicalPathTests
{
    [Theory]
    [InlineData("/", "/")]
    [InlineData("/api/v1/flows?x=//../%61", "/api/v1/flows")]
    [InlineData("//api///v1", "/api/v1")]
    [InlineData("/%61pi", "/api")]
    [InlineData("/a%2Fb%2f..%2Fc", "/a/c")]
    [InlineData("/a/./b/../c/", "/a/c")]
    [InlineData("/../../a", "/a")]
    [InlineData("/..", "/")]
    [InlineData("/%252e%252e/a", "/%2e%2e/a")]
    [InlineData("/a.b/.well-known/x", "/a.b/.well-known/x")]
    [InlineData("https://localhost/a/../b?c", "/b")]
    [InlineData("https://localhost", "/")]
    [InlineData("https://localhost?a=/b", "/")]
    [InlineData("*", "/*")]
    public void Of_AnySpelling_IsWhatTheAppReads(string target, string expected) => Assert.Equal(expected, CanonicalPath.Of(target));

    [Theory]
    [InlineData("/platform", true)]
    [InlineData("/PLATFORM/users", true)]
    [InlineData("/platforms", false)]
    [InlineData("/x/platform", false)]
    public void IsUnder_Root_HoldsWholeSegments(string path, bool expected) => Assert.Equal(expected, CanonicalPath.IsUnder(path, ["/sign-in", "/platform"]));
}
