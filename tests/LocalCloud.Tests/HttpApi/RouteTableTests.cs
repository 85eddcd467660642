using LocalCloud.HttpApi;

namespace LocalCloud.Tests.HttpApi;

public sealed class RouteTableTests
{
    private static readonly RouteTable Routes = new(
        [
            Route("ANY", "/{proxy+}"), Route("ANY", "$default"), Route("GET", "/jobs"), Route("POST", "/jobs"),
            Route("GET", "/jobs/{jobId}"), Route("POST", "/jobs/{jobId}/cancel"), Route("POST", "/jobs/cancel"), Route("ANY", "/jobs/cancel"),
            Route("GET", "/files/{path+}"),
        ]);

    [Theory]
    [InlineData("GET", "/jobs", "GET /jobs")]
    [InlineData("GET", "/jobs/", "GET /jobs")]
    [InlineData("POST", "/jobs", "POST /jobs")]
    [InlineData("GET", "/jobs/1", "GET /jobs/{jobId}")]
    [InlineData("POST", "/jobs/1/cancel", "POST /jobs/{jobId}/cancel")]
    [InlineData("POST", "/jobs/cancel", "POST /jobs/cancel")]
    [InlineData("PUT", "/jobs/cancel", "ANY /jobs/cancel")]
    [InlineData("DELETE", "/jobs/1", "ANY /{proxy+}")]
    [InlineData("GET", "/files/a/b", "GET /files/{path+}")]
    [InlineData("GET", "/files", "ANY /{proxy+}")]
    [InlineData("GET", "/", "$default")]
    public void The_most_specific_route_is_taken(string method, string path, string expected) =>
        Assert.Equal(expected, Routes.Find(method, path)?.Target.Route.Key);

    [Fact]
    public void Variables_of_the_path_are_percent_decoded()
    {
        Assert.Equal("4c1f:3", Routes.Find("GET", "/jobs/4c1f%3A3")?.PathParameters["jobId"]);
        Assert.Equal("a b/c", Routes.Find("GET", "/files/a%20b/c")?.PathParameters["path"]);
    }

    [Fact]
    public void A_path_without_a_route_has_none() =>
        Assert.Null(new RouteTable([Route("GET", "/jobs")]).Find("GET", "/job"));

    private static FunctionRoute Route(string method, string path) => new("F", new(method, path, TimeSpan.FromSeconds(30)));
}
