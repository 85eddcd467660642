using Amazon.Runtime.Internal;

namespace AWSSDK.ServiceRuntime.Client;

/// <summary>Puts members of a request into its path and its query.</summary>
internal static class RequestBinding
{
    extension(IRequest request)
    {
        public void Label(string label, string value) => request.AddPathResource($"{{{label}}}", value);

        public void Query(string name, string? value)
        {
            if (value is not null)
            {
                request.UseQueryString = true;
                request.ParameterCollection.Add(name, value);
            }
        }

        public void Query(string name, List<string>? values)
        {
            if (values is { Count: > 0 })
            {
                request.UseQueryString = true;
                request.ParameterCollection.Add(name, values);
            }
        }
    }
}
