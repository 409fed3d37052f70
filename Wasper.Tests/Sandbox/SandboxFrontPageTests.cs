using System.Net;
using System.Text.RegularExpressions;

namespace Wasper.Tests.Sandbox;

/// <summary>The front page and its assets, as the gateway gets them.</summary>
[Collection<SharedSandboxRig>]
public sealed partial class SandboxFrontPageTests(SandboxRig rig)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_Running_IsOk() => Assert.Equal("{\"status\":\"OK\"}", await rig.App.Http.GetStringAsync("/api/v1/health", Token));

    [Theory]
    [InlineData("/")]
    [InlineData("/flows/some-id")]
    public async Task Get_Page_SaysWhatItIsAndMayBeKeptForTwoMinutes(string path)
    {
        using var response = await rig.App.Http.GetAsync(path, Token);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("max-age=120", Header(response, "cache-control"));
        Assert.Contains("not Activepieces", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Contains("NOT Activepieces", rig.App.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_EachAssetOfThePage_MayBeKeptForever()
    {
        var page = await rig.App.Http.GetStringAsync("/", Token);

        var assets = Asset().Matches(page).Select(match => match.Value).ToList();

        Assert.Equal(3, assets.Count);
        foreach (var asset in assets)
        {
            using var response = await rig.App.Http.GetAsync(asset, Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal("max-age=31536000, immutable", Header(response, "cache-control"));
            using var again = new HttpRequestMessage(HttpMethod.Get, asset);
            again.Headers.TryAddWithoutValidation("if-none-match", Header(response, "etag"));
            using var unchanged = await rig.App.Http.SendAsync(again, Token);
            Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        }
    }

    [Fact]
    public async Task Get_MissingAsset_IsNotFoundWithThePage()
    {
        using var response = await rig.App.Http.GetAsync("/assets/index-missing.js", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(await rig.App.Http.GetStringAsync("/", Token), await response.Content.ReadAsStringAsync(Token));
        Assert.DoesNotContain("immutable", Header(response, "cache-control") ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_UnknownApi_IsNotFoundAsJson()
    {
        using var response = await rig.App.Http.GetAsync("/api/v1/nothing", Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Page_ForAPolicy_NeedsWhatActivepiecesNeeds()
    {
        var page = await rig.App.Http.GetStringAsync("/", Token);
        var script = await rig.App.Http.GetStringAsync(Asset().Matches(page).Single(match => IndexScript().IsMatch(match.Value)).Value, Token);

        Assert.Matches("<script>[^<]+</script>", page);
        Assert.Contains("style=\"", page, StringComparison.Ordinal);
        Assert.Contains("https://cdn.activepieces.com/", page, StringComparison.Ordinal);
        Assert.Contains("new Function(", script, StringComparison.Ordinal);
        Assert.Contains("new Worker(", script, StringComparison.Ordinal);
    }

    private static string? Header(HttpResponseMessage response, string name)
        => response.Headers.TryGetValues(name, out var values) ? string.Join(", ", values) : null;

    [GeneratedRegex("/assets/[a-z.]+-[A-Za-z0-9_-]{8}\\.(js|css)")]
    private static partial Regex Asset();

    [GeneratedRegex("/index-.*js$")]
    private static partial Regex IndexScript();
}
