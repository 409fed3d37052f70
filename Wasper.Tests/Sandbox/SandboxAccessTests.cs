using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Wasper.Tests.Sandbox;

/// <summary>Who may do what, and how secrets are kept.</summary>
[Collection<SharedSandboxRig>]
public sealed class SandboxAccessTests(SandboxRig rig)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(SandboxUser.Email, HttpStatusCode.Conflict)]
    [InlineData("other@example.test", HttpStatusCode.Forbidden)]
    [InlineData("no address", HttpStatusCode.BadRequest)]
    public async Task SignUp_AfterTheFirst_IsRefused(string email, HttpStatusCode expected)
    {
        using var response = await rig.App.Http.PostAsJsonAsync(
            "/api/v1/authentication/sign-up", new { email, password = SandboxUser.Password, firstName = "A", lastName = "B" }, Token);

        Assert.Equal(expected, response.StatusCode);
    }

    [Theory]
    [InlineData(SandboxUser.Email, "wrong password")]
    [InlineData("nobody@example.test", SandboxUser.Password)]
    public async Task SignIn_WrongCredentials_IsRefused(string email, string password)
    {
        using var response = await rig.App.Http.PostAsJsonAsync("/api/v1/authentication/sign-in", new { email, password }, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task SignIn_OtherCase_GivesAWorkingToken()
    {
        var user = await SandboxUser.SignInAsync(rig.App, Token, SandboxUser.Email.ToUpperInvariant());

        Assert.Equal(rig.User.ProjectId, user.ProjectId);
        await user.CallAsync(HttpMethod.Get, "/flows", null, Token);
    }

    [Fact]
    public async Task SignIn_TooOften_IsRefusedByTheHeaderThatTheEdgeSets()
    {
        var statuses = new HashSet<HttpStatusCode>();
        for (var number = 0; number < 51; number++)
        {
            statuses.Add(await SignInFromAsync("203.0.113.7"));
        }

        Assert.Equal([HttpStatusCode.BadRequest, HttpStatusCode.TooManyRequests], statuses);
        Assert.Equal(HttpStatusCode.BadRequest, await SignInFromAsync("203.0.113.8"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("eyJhbGciOiJub25lIn0.eyJpZCI6IngifQ.")]
    public async Task Flows_NoValidToken_AreRefused(string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/flows");
        if (token is not null)
        {
            request.Headers.Add("authorization", $"Bearer {token}");
        }

        using var response = await rig.App.Http.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Flows_OfAnotherProject_AreRefused()
    {
        using var response = await rig.User.SendAsync(HttpMethod.Get, "/flows?projectId=another", null, Token);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Connection_Stored_IsAesCbcUnderTheBytesOfTheKeysText()
    {
        await PutConnectionAsync("c-aes", new { secret_text = "s3cret-\u00e9-1" });
        await PutConnectionAsync("c-aes", new { secret_text = "s3cret-\u00e9-2" });

        var value = JsonNode.Parse(Assert.Single(await rig.App.Environment.QueryAsync<string>(
            "SELECT value::text FROM app_connection WHERE \"externalId\" = 'c-aes'", Token)))!;
        Assert.Equal(["data", "iv"], value.AsObject().Select(property => property.Key).Order());
        using var aes = Aes.Create();
        aes.Key = Encoding.UTF8.GetBytes(SandboxEnvironment.EncryptionKey);
        var plain = JsonNode.Parse(aes.DecryptCbc(Convert.FromHexString((string)value["data"]!), Convert.FromHexString((string)value["iv"]!)))!;
        Assert.Equal("SECRET_TEXT", (string?)plain["type"]);
        Assert.Equal("s3cret-\u00e9-2", (string?)plain["secret_text"]);
    }

    [Fact]
    public async Task Connection_UsedInAStep_IsInNeitherTheApiNorTheLogOfItsInput()
    {
        await PutConnectionAsync("c-used", new { secret_text = "do-not-show" });
        var flow = await rig.User.PublishFlowAsync(Token, Steps.Put("c-used-key", "{{connections['c-used']}}"), Steps.Respond(200, "{{step_1}}"));

        using var response = await rig.App.Http.PostAsJsonAsync($"/api/v1/webhooks/{flow}/sync", new { }, Token);

        Assert.Equal("do-not-show", await response.Content.ReadAsStringAsync(Token));
        var run = await rig.User.EndOfRunAsync(response.Headers.GetValues("x-webhook-id").Single(), "SUCCEEDED", Token);
        Assert.Equal("**REDACTED**", (string?)run["steps"]!["step_1"]!["input"]!["value"]);
        var list = await rig.User.CallAsync(HttpMethod.Get, "/app-connections?limit=100", null, Token);
        Assert.DoesNotContain("do-not-show", list.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("do-not-show", rig.App.Output, StringComparison.Ordinal);
    }

    private Task<JsonNode> PutConnectionAsync(string externalId, object value)
        => rig.User.CallAsync(
            HttpMethod.Post,
            "/app-connections",
            new { externalId, displayName = externalId, pieceName = "@activepieces/piece-http", projectId = rig.User.ProjectId, type = "SECRET_TEXT", value },
            Token);

    // Refused for what it says before a password is looked at, and counted all the same.
    private async Task<HttpStatusCode> SignInFromAsync(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/authentication/sign-in") { Content = JsonContent.Create(new { }) };
        request.Headers.Add("x-real-ip", address);
        using var response = await rig.App.Http.SendAsync(request, Token);
        return response.StatusCode;
    }
}
