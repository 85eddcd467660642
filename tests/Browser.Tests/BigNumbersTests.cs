namespace Browser.Tests;

/// <summary>Ten thousand children and a million jobs, measured by what is drawn, asked and held; how long it takes is not looked at.</summary>
[Collection(ConsoleCollection.Name)]
public sealed class BigNumbersTests(ConsoleStack console)
{
    /// <summary>Counts pictures and the cells in them. Each step waits for one frame, as a person's eye does.</summary>
    private const string Zoom = """
        async steps => {
          const context = CanvasRenderingContext2D.prototype;
          const { clearRect, fillRect } = context;
          const seen = { pictures: 0, late: 0, mostCells: 0, cells: 0 };
          context.clearRect = function (...args) { seen.pictures++; seen.cells = 0; return clearRect.apply(this, args); };
          context.fillRect = function (...args) { seen.cells++; seen.mostCells = Math.max(seen.mostCells, seen.cells); return fillRect.apply(this, args); };
          const canvas = document.querySelector('canvas');
          const box = canvas.getBoundingClientRect();
          const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
          for (let step = 0; step < steps; step++) {
            const before = seen.pictures;
            canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: step < steps / 2 ? -1 : 1, clientX: box.left + 200, clientY: box.top + 100, bubbles: true, cancelable: true }));
            await frame();
            if (seen.pictures === before) { seen.late++; }
          }
          Object.assign(context, { clearRect, fillRect });
          return [seen.pictures, seen.late, seen.mostCells];
        }
        """;

    [Fact]
    public async Task Ten_thousand_children_are_drawn_once_a_frame_and_the_failed_ones_found_among_them()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api);
        await using var visit = await console.OpenAsync($"/jobs/{StubApi.ArrayId}", api: stub.Address);
        await visit.Page.GetByRole(AriaRole.Group, new() { Name = "Show only" }).GetByRole(AriaRole.Button, new() { Name = "37 FAILED" }).ClickAsync();
        var canvas = visit.Page.GetByRole(AriaRole.Application);

        // Ten nearer, ten farther: each is one picture, in the frame after the wheel.
        var drawn = await visit.Page.EvaluateAsync<int[]>(Zoom, 20).WaitAsync(Visit.Patience, TestContext.Current.CancellationToken);
        Assert.InRange(drawn[0], 19, 21);
        Assert.InRange(drawn[1], 0, 1);
        Assert.Equal(StubApi.Children, drawn[2]);

        await canvas.FocusAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Text("Child 5: FAILED").WaitForAsync();
        await visit.Page.Keyboard.PressAsync("n");
        await visit.Text("Child 276: FAILED").WaitForAsync();
        // The job, and its children once.
        Assert.Equal([$"/jobs/{StubApi.ArrayId}", $"/jobs/{StubApi.ArrayId}/children"], visit.Asked.Distinct());
        Assert.InRange(visit.Asked.Count(path => path.EndsWith("/children", StringComparison.Ordinal)), 1, 2);
        await visit.KeepPictureAsync("array-of-ten-thousand");
    }

    [Fact]
    public async Task A_million_jobs_are_a_page_of_a_hundred_at_a_time_however_far_somebody_reads()
    {
        await using StubApi stub = new(console.Http, console.Stack.Api);
        await using var visit = await console.OpenAsync("/jobs", api: stub.Address);
        var rows = visit.Page.Locator("table.jobs tbody tr");

        for (var page = 1; page <= 5; page++)
        {
            await visit.Page.GetByText($"row-{(page * 100) - 1}", new() { Exact = true }).First.WaitForAsync();
            Assert.Equal(100, await rows.CountAsync());
            await visit.Page.Locator(".pages a", new() { HasText = "Older" }).ClickAsync();
        }

        await visit.Page.GetByText("row-599", new() { Exact = true }).First.WaitForAsync();
        Assert.Equal(100, await rows.CountAsync());
    }
}
