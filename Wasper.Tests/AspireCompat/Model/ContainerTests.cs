using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

namespace Wasper.Tests.AspireCompat.Model;

public sealed class ContainerTests
{
    private const string Digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private readonly IDistributedApplicationBuilder _builder = TestModel.Create();

    [Theory]
    [InlineData("nginx", "nginx:latest")]
    [InlineData("library/nginx:1.2", "library/nginx:1.2")]
    [InlineData("localhost:5000/nginx", "localhost:5000/nginx:latest")]
    [InlineData("localhost:5000/nginx:1.2", "localhost:5000/nginx:1.2")]
    [InlineData($"nginx@sha256:{Digest}", $"nginx@sha256:{Digest}")]
    [InlineData($"nginx:1.2@sha256:{Digest}", $"nginx@sha256:{Digest}")]
    public void AddContainer_Image_IsSplitAndPutTogether(string image, string expected) => Assert.Equal(expected, ImageOf(_builder.AddContainer("web", image)));

    [Fact]
    public void WithImage_Other_KeepsTheRegistry() =>
        Assert.Equal("postgres:14.13", ImageOf(_builder.AddPostgres("postgres").WithImage("postgres", "14.13")));

    [Fact]
    public void WithImage_DigestAfterTag_TakesItsPlace() =>
        Assert.Equal($"nginx@sha256:{Digest}", ImageOf(_builder.AddContainer("web", "nginx", "1.2").WithImageSHA256(Digest)));

    [Fact]
    public void WithImage_TwoTags_IsRefused() =>
        Assert.Contains("leave out one", Assert.Throws<DistributedApplicationException>(() => _builder.AddContainer("web", "nginx:1", "2")).Message, StringComparison.Ordinal);

    [Fact]
    public void WithBindMount_RelativePath_StartsAtTheAppHost()
    {
        var mount = MountOf(_builder.AddContainer("web", "nginx").WithBindMount("site", "/usr/share/nginx/html", isReadOnly: true));

        Assert.Equal((Path.Combine(_builder.AppHostDirectory, "site"), ContainerMountType.BindMount, true), (mount.Source, mount.Type, mount.IsReadOnly));
    }

    [Theory]
    [InlineData("14.13", "/var/lib/postgresql/data")]
    [InlineData("17-alpine", "/var/lib/postgresql/data")]
    [InlineData("18", "/var/lib/postgresql")]
    [InlineData("latest", "/var/lib/postgresql")]
    public void WithDataVolume_Postgres_FolderOfTheVersion(string tag, string expected) =>
        Assert.Equal(expected, MountOf(_builder.AddPostgres("postgres").WithImageTag(tag).WithDataVolume("data")).Target);

    [Fact]
    public void WithDataVolume_NoName_IsTheSameInEveryRunOfThisClone()
    {
        var first = MountOf(TestModel.Create().AddPostgres("postgres").WithDataVolume()).Source!;
        var second = MountOf(TestModel.Create().AddPostgres("postgres").WithDataVolume()).Source;
        var other = MountOf(TestModel.CreateIn(Path.GetTempPath()).AddPostgres("postgres").WithDataVolume()).Source;

        Assert.Equal(first, second);
        Assert.NotEqual(first, other);
        Assert.EndsWith("-postgres-data", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AddRedis_Password_IsInNoArgument()
    {
        var redis = _builder.AddRedis("redis", password: _builder.AddParameter("password", "secret", secret: true));

        var arguments = await TestModel.ArgumentsOf(redis);

        Assert.Equal("/bin/sh", redis.Resource.Entrypoint);
        Assert.Equal(["-c", "exec 0<<END\nrequirepass \"$REDIS_PASSWORD\"\nEND\nexec redis-server -"], arguments);
        Assert.Equal("secret", (await TestModel.EnvironmentOf(redis))["REDIS_PASSWORD"]);
    }

    [Fact]
    public async Task WithDataVolume_Redis_SavesEveryMinuteOrAsItIsTold()
    {
        var byItself = _builder.AddRedis("a").WithDataVolume();
        var asTold = _builder.AddRedis("b").WithPersistence(TimeSpan.FromSeconds(10), 5).WithDataVolume();

        Assert.EndsWith("redis-server - --save 60 1", (await TestModel.ArgumentsOf(byItself))[1], StringComparison.Ordinal);
        Assert.EndsWith("redis-server - --save 10 5", (await TestModel.ArgumentsOf(asTold))[1], StringComparison.Ordinal);
    }

    private static string ImageOf(IResourceBuilder<IResource> builder) => builder.Resource.TryGetContainerImageName(out var name) ? name : string.Empty;

    private static ContainerMountAnnotation MountOf(IResourceBuilder<IResource> builder) => builder.Resource.Annotations.OfType<ContainerMountAnnotation>().Single();
}
