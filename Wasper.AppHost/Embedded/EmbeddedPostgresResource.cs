namespace Wasper.AppHost.Embedded;

/// <summary>A PostgreSQL server that runs as a program of this machine. Offers what Aspire's PostgreSQL container offers to those who refer to it.</summary>
internal sealed class EmbeddedPostgresResource : ExecutableResource, IResourceWithConnectionString
{
    public const string EndpointName = "tcp";

    public EmbeddedPostgresResource(string name, string command, string workingDirectory, string userName, ParameterResource password)
        : base(name, command, workingDirectory)
    {
        UserName = userName;
        Password = password;
        PrimaryEndpoint = new EndpointReference(this, EndpointName);
    }

    public string UserName { get; }

    public ParameterResource Password { get; }

    public EndpointReference PrimaryEndpoint { get; }

    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    public ReferenceExpression ConnectionStringExpression
        => ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserName};Password={Password}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties()
    {
        yield return new("Host", ReferenceExpression.Create($"{Host}"));
        yield return new("Port", ReferenceExpression.Create($"{Port}"));
        yield return new("Username", ReferenceExpression.Create($"{UserName}"));
        yield return new("Password", ReferenceExpression.Create($"{Password}"));
    }
}
