using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Wasper.BinaryCache;
using Wasper.Tests.BinaryCache;

namespace Wasper.Tests.EndToEnd.Stack;

/// <summary>The page in a real browser, under the policy that the gateway enforces. The stand-in's page needs what the app's own pages need, and says what was refused.</summary>
[Collection<StackGroup>]
public sealed partial class BrowserTests(StackFixture stack)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FrontPage_UnderTheEnforcedPolicy_WorksWithoutAConsoleError()
    {
        var chromium = Programs.Find("chromium");
        Assert.SkipWhen(chromium is null, "chromium is not installed.");
        using var answer = await stack.Https.GetAsync("/", Token);
        Assert.True(answer.Headers.Contains("Content-Security-Policy"));
        using var profile = new TemporaryFolder();

        var browser = await new ToolProcess(
            chromium!, "--headless", "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", $"--user-data-dir={profile.Path}",
            "--enable-logging=stderr", "--virtual-time-budget=5000", "--dump-dom", $"{stack.Endpoint("gateway", "https")}").RunCheckedAsync("chromium", Token);

        var needs = JsonNode.Parse(WebUtility.HtmlDecode(Needs().Match(browser.Output).Groups[1].Value))!;
        Assert.Equal("""{"inline":true,"eval":true,"worker":true,"refused":[]}""", needs.ToJsonString());
        Assert.DoesNotContain("CONSOLE", browser.Errors, StringComparison.Ordinal);
    }

    [GeneratedRegex("data-needs=\"([^\"]*)\"")]
    private static partial Regex Needs();
}
