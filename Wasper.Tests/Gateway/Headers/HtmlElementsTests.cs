using Wasper.Gateway.Headers.Page;

namespace Wasper.Tests.Gateway.Headers;

/// <summary>What a browser's tokenizer would see; the answers are those of WHATWG HTML, 13.2.5.</summary>
public sealed class HtmlElementsTests
{
    [Theory]
    [InlineData("<p>a<b>c</b></p>", "p b")]
    [InlineData("<P CLASS=x><Br/>", "p br")]
    [InlineData("a < b <1> <é> </> <p>", "p")]
    [InlineData("<!doctype html><?xml <x>?><p>", "p")]
    [InlineData("<!-- <a> --><p>", "p")]
    [InlineData("<!--><a><!---><b><!-- --!><i>", "a b i")]
    [InlineData("<!-- never closed <a>", "")]
    [InlineData("<title><a></title><b>", "title b")]
    [InlineData("<style><a></stylex></style ><b>", "style b")]
    [InlineData("<noscript><img></noscript><b>", "noscript b")]
    [InlineData("<p title='<a>'><b>", "p b")]
    [InlineData("<p title=\"'>\"><b>", "p b")]
    [InlineData("<b><p title='never closed", "b")]
    [InlineData("<b><p", "b")]
    public void Read_Markup_ElementsInOrder(string html, string expected) =>
        Assert.Equal(expected, string.Join(' ', HtmlElements.Read(html).Select(element => element.Name)));

    [Theory]
    [InlineData("<a b=c>", "b=c")]
    [InlineData("<a b = 'c d' e=\"f>\" g>", "b=c d|e=f>|g=")]
    [InlineData("<a B=1 b=2>", "b=1")]
    [InlineData("<a/b/c=d/e>", "b=|c=d/e")]
    [InlineData("<a =b=c>", "=b=c")]
    [InlineData("<a b=>", "b=")]
    [InlineData("<a b='&amp;&quot;'>", "b=&\"")]
    [InlineData("<a b='c'd='e'>", "b=c|d=e")]
    [InlineData("<a\nb\t=\fc\r\n>", "b=c")]
    public void Read_Attributes_FirstOfEachName(string html, string expected) =>
        Assert.Equal(expected, string.Join('|', Assert.Single(HtmlElements.Read(html)).Attributes.Select(pair => $"{pair.Key}={pair.Value}")));

    [Theory]
    [InlineData("<script>a < b && '<p>'</script>", "a < b && '<p>'")]
    [InlineData("<script>&amp;</SCRIPT\t>", "&amp;")]
    [InlineData("<script>'</scripty>'</script/>", "'</scripty>'")]
    [InlineData("<script>a\r\nb\rc\n</script>", "a\nb\nc\n")]
    [InlineData("<script></script>", "")]
    [InlineData("<script><!-- a </script> -->", "<!-- a ")]
    [InlineData("<script><!-- <script></script> --></script>", "<!-- <script></script> -->")]
    [InlineData("<script><!-- <script> --></script>", "<!-- <script> -->")]
    [InlineData("<script><!-- <script></script></script>", "<!-- <script></script>")]
    [InlineData("<script><!--><script></script>", "<!--><script>")]
    [InlineData("<script><script></script>", "<script>")]
    public void Read_Script_TextAsItIsRun(string html, string expected) =>
        Assert.Equal(expected, HtmlElements.Read(html).First(element => element.Name == "script").Text);

    [Fact]
    public void Read_AnyBytes_EndsWithoutAnError()
    {
        var random = new Random(1);
        var parts = new[] { "<", ">", "script", "</script", "<!--", "-->", "=", "'", "\"", " ", "/", "a", "style", "\r\n", "&amp;", "\0" };
        for (var i = 0; i < 20_000; i++)
        {
            var html = string.Concat(Enumerable.Range(0, random.Next(20)).Select(_ => parts[random.Next(parts.Length)]));
            Assert.True(HtmlElements.Read(html).Count() <= html.Length);
        }
    }
}
