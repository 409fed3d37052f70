using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class ParameterTests
{
    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Parameters:redis-password")]
    [InlineData("Parameters:redis_password")]
    public async Task GetValue_Setting_IsTheValue(string key)
    {
        _builder.Configuration[key] = "set";

        Assert.Equal("set", await ValueOf(_builder.AddParameter("redis-password", secret: true)));
    }

    [Fact]
    public async Task GetValue_NoSetting_SaysWhereToSetIt()
    {
        var parameter = _builder.AddParameter("redis-password");

        var exception = await Assert.ThrowsAsync<MissingParameterValueException>(() => ValueOf(parameter));

        Assert.Contains("'Parameters:redis-password'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Parameters__redis_password", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetValue_FixedValue_SettingDoesNotCount()
    {
        _builder.Configuration["Parameters:user"] = "set";

        Assert.Equal("me", await ValueOf(_builder.AddParameter("user", "me")));
    }

    [Fact]
    public async Task GetValue_Default_IsAskedOnceAndOnlyWithoutSetting()
    {
        _builder.Configuration["Parameters:set"] = "set";
        var maker = new CountingDefault();
        var made = _builder.AddParameter("made", maker);

        Assert.Equal("set", await ValueOf(_builder.AddParameter("set", maker)));
        Assert.Equal("made 1", await ValueOf(made));
        Assert.Equal("made 1", await ValueOf(made));
    }

    [Fact]
    public void GetValue_KeptDefault_IsTheSameInTheNextRun()
    {
        using var folder = new BinaryCache.TemporaryFolder();
        var secrets = new UserSecretsFile(folder["secrets.json"]);
        var maker = new CountingDefault();

        var first = new KeptParameterDefault(maker, secrets, "Parameters:key").GetDefaultValue();
        var second = new KeptParameterDefault(maker, secrets, "Parameters:key").GetDefaultValue();

        Assert.Equal(("made 1", "made 1"), (first, second));
    }

    [Fact]
    public void AddParameter_PersistInPublishMode_IsNotKept()
    {
        var parameter = TestModel.CreatePublish().AddParameter("key", new CountingDefault(), persist: true);

        Assert.IsType<CountingDefault>(parameter.Resource.Default);
    }

    [Fact]
    public async Task StartApplication_ParametersMissing_NamesThemAllAndStartsNothing()
    {
        _builder.AddParameter("first");
        _builder.AddParameter("second");
        await using var application = _builder.Build();

        var exception = await Assert.ThrowsAsync<MissingParameterValueException>(() => application.StartAsync(Token));

        Assert.Contains("'first'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("'second'", exception.Message, StringComparison.Ordinal);
    }

    private static async Task<string?> ValueOf(IResourceBuilder<ParameterResource> parameter) => await parameter.Resource.GetValueAsync(Token);

    private sealed class CountingDefault : ParameterDefault
    {
        private int _count;

        public override string GetDefaultValue() => $"made {++_count}";

        public override void WriteToManifest(ManifestPublishingContext context) => throw new NotSupportedException();
    }
}
