namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server in a container.</summary>
public class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    internal const string EndpointName = "tcp";
    private const string DefaultUserName = "postgres";

    /// <param name="name">The name of the resource.</param>
    /// <param name="userName">The superuser; null stands for <c>postgres</c>.</param>
    /// <param name="password">Its password.</param>
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        PrimaryEndpoint = new EndpointReference(this, EndpointName);
        PasswordParameter = password;
        UserNameReference = userName is null ? ReferenceExpression.Create($"{DefaultUserName}") : ReferenceExpression.Create($"{userName}");
    }

    /// <summary>Where clients connect.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The host clients connect to.</summary>
    public EndpointReferenceExpression Host => PrimaryEndpoint.Property(EndpointProperty.Host);

    /// <summary>The port clients connect to.</summary>
    public EndpointReferenceExpression Port => PrimaryEndpoint.Property(EndpointProperty.Port);

    /// <summary>The superuser.</summary>
    public ReferenceExpression UserNameReference { get; }

    /// <summary>The superuser's password.</summary>
    public ParameterResource PasswordParameter { get; set; }

    /// <summary>For Npgsql; without a database.</summary>
    public ReferenceExpression ConnectionStringExpression =>
        ReferenceExpression.Create($"Host={Host};Port={Port};Username={UserNameReference};Password={PasswordParameter}");

    /// <summary>As a URI; without a database.</summary>
    public ReferenceExpression UriExpression =>
        ReferenceExpression.Create($"postgresql://{UserNameReference:uri}:{PasswordParameter:uri}@{Host}:{Port}");

    /// <summary>For JDBC; without a database, user and password.</summary>
    public ReferenceExpression JdbcConnectionString => ReferenceExpression.Create($"jdbc:postgresql://{Host}:{Port}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        .. GetServerProperties(),
        new("Uri", UriExpression),
        new("JdbcConnectionString", JdbcConnectionString),
    ];

    internal IEnumerable<KeyValuePair<string, ReferenceExpression>> GetServerProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{Host}")),
        new("Port", ReferenceExpression.Create($"{Port}")),
        new("Username", UserNameReference),
        new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
    ];
}
