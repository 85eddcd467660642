namespace Clients.Aws;

/// <summary>Prints what an address answers.</summary>
internal static class Page
{
    public static async Task<int> TellAsync(string url)
    {
        using var http = new HttpClient();
        Console.WriteLine(await http.GetStringAsync(new Uri(url)));

        return 0;
    }
}
