using System.Text;
using Wasper.Gateway.Headers.Page;

namespace Wasper.Tests.Gateway.Headers;

public sealed class PageNeedsTests
{
    /// <summary>The example of MDN's page on <c>script-src</c>.</summary>
    [Fact]
    public void Of_InlineScript_HashThatBrowsersCompute() =>
        Assert.Equal(["'sha256-B2yPHKaXnvFWtRChIbabYmUBFZdVfKKXHbWtWidDVF8='"], Of("<script>var inline = 1;</script>").ScriptHashes);

    [Fact]
    public void Of_NotAscii_HashOfUtf8() =>
        Assert.NotEqual(Of("<script>'ä'</script>").ScriptHashes, Of("<script>'a'</script>").ScriptHashes);

    [Fact]
    public void Of_ScriptsWithAddress_NoHash()
    {
        var needs = Of("<script src='/a.js'>not run</script><script type=module src=https://cdn.example/b.js></script><script>1</script><script>1</script>");

        Assert.Single(needs.ScriptHashes);
        Assert.Equal(["https://cdn.example/b.js"], needs.Scripts);
    }

    [Fact]
    public void Of_Links_StylesheetsOfOtherHosts() =>
        Assert.Equal(
            ["https://fonts.example/a.css"],
            Of("<link rel='preload Stylesheet' href='https://fonts.example/a.css'><link rel=stylesheet href=/b.css><link rel=icon href=https://c.example/>").Styles);

    [Fact]
    public void Of_HandlersAndScriptAddresses_AreNamed() =>
        Assert.Equal(
            ["<body onload>", "<a href>"],
            Of("<body onload='a()'><a href=' JavaScript:b()' title='javascript:'>on</a><p on=1>").Handlers);

    private static PageNeeds Of(string html) => PageNeeds.Of(Encoding.UTF8.GetBytes(html));
}
