using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class ReferenceExpressionTests
{
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetValue_TextAroundValues_IsFilledIn()
    {
        var user = _builder.AddParameter("user", "me");
        var known = "known";

        var expression = ReferenceExpression.Create($"a={user.Resource};b={known};c={user}");

        Assert.Equal("a=me;b=known;c=me", await expression.GetValueAsync(Token));
        Assert.Equal("a={user.value};b=known;c={user.value}", expression.ValueExpression);
    }

    [Fact]
    public async Task GetValue_BracesInTheText_AreKept()
    {
        var user = _builder.AddParameter("user", "{0}");
        var braces = "{1}}";

        var expression = ReferenceExpression.Create($"{{x}} {braces} {user}");

        Assert.Equal("{x} {1}} {0}", await expression.GetValueAsync(Token));
        Assert.Equal("{x} {1}} {user.value}", expression.ValueExpression);
    }

    [Fact]
    public async Task GetValue_UriFormat_EscapesTheValueOnly()
    {
        var password = _builder.AddParameter("password", "a/b @c");
        var path = "x y";

        var expression = ReferenceExpression.Create($"redis://:{password:uri}@host/{path:uri}");

        Assert.Equal("redis://:a%2Fb%20%40c@host/x%20y", await expression.GetValueAsync(Token));
    }

    [Fact]
    public async Task GetValue_ExpressionInExpression_IsFilledIn()
    {
        var inner = ReferenceExpression.Create($"<{_builder.AddParameter("user", "me")}>");

        var outer = ReferenceExpression.Create($"[{inner}]");

        Assert.Equal("[<me>]", await outer.GetValueAsync(Token));
        Assert.Equal("[<{user.value}>]", outer.ValueExpression);
    }

    [Fact]
    public async Task GetValue_WhoAsks_ReachesEveryValueInIt()
    {
        var web = _builder.AddContainer("web", "nginx").WithHttpEndpoint(targetPort: 80);
        TestModel.Allocate(web, "http", 5000);
        var inner = ReferenceExpression.Create($"{web.GetEndpoint("http")}");

        var value = await ReferenceExpression.Create($"{inner}/x").GetValueAsync(new ValueProviderContext { Caller = web.Resource }, Token);

        Assert.Equal("http://web:80/x", value);
    }

    [Fact]
    public async Task Build_PartByPart_IsTheSameAsAtOnce()
    {
        var user = _builder.AddParameter("user", "me");
        var parts = new ReferenceExpressionBuilder();
        Assert.True(parts.IsEmpty);

        parts.AppendLiteral("a={");
        parts.Append($"{user}, {"text"}");
        parts.AppendFormatted(user.Resource, "uri");

        Assert.Equal("a={me, textme", await parts.Build().GetValueAsync(Token));
    }

    [Fact]
    public async Task GetValue_Empty_IsEmpty() => Assert.Equal(string.Empty, await ReferenceExpression.Empty.GetValueAsync(Token));

    [Fact]
    public async Task GetValue_UnknownFormat_SaysWhichThereAre()
    {
        var expression = ReferenceExpression.Create($"{_builder.AddParameter("user", "me"):hex}");

        var exception = await Assert.ThrowsAsync<FormatException>(() => expression.GetValueAsync(Token).AsTask());

        Assert.Contains("'hex'", exception.Message, StringComparison.Ordinal);
    }
}
